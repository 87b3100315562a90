// Chapter 00: the whole story once, with the trained translator's true numbers, and no code.
#include "notebook/chapter.h"

#include <algorithm>
#include <cmath>

#include "host/files.h"
#include "host/sources.h"
#include "model/recipe.h"
#include "nn/embedding.h"
#include "notebook/machine.h"
#include "pictures.h"
#include "recording.h"
#include "tensor/ops.h"

namespace chapter_00 {
using namespace book;

namespace {

struct Knobs {
    bool record = false;
    bool compare = false;
    std::string csv;
};

constexpr int kAime = 1;  // J' | aime | ␣les | ␣beignets | <end>
constexpr int kBeignets = 3;

// The recorded heads lie side by side in one row.
int heads_of(const Recording& of) {
    return of.numbers("concatenated").cols() / of.numbers("out").cols();
}

// ---- the opening ----------------------------------------------------------------------------------

void the_machine(Page& page, const Recording& of) {
    page.show(machine(Part::everything));
    page.values({{"parameters", static_cast<int>(of.number("sizes", "parameters"))},
                 {"pairs", static_cast<int>(of.number("sizes", "pairs"))},
                 {"tested", static_cast<int>(of.number("sizes", "tested"))},
                 {"right", of.number("sizes", "right")}});
    page.term("model", "a program whose behaviour is decided by numbers that were learnt",
              {"models"});
    page.term("parameter", "one of the numbers in a model that training adjusts", {"parameters"});
    page.term("training",
              "showing a model examples, and moving its numbers a little after each of them");
    page.text(R"md(
        This is the whole machine that you are going to build. Each chapter shows the picture again, with its own
        part highlighted. For now, just follow the two columns from top to bottom. On the left, the French sentence
        *J'aime les beignets* is cut into pieces. Each piece becomes a row of numbers and is told where it stands,
        and then a stack of *N* blocks works on these rows. On the right, the English is written, one word at a
        time. What has been written so far goes through a stack of its own, which also looks across at the French.
        At the bottom the next word is picked, *doughnuts* for example, and goes back in at the top. The dashed
        arrows are needed only while the machine learns.

        The doughnuts come from an article, *What the Hell is Attention* by Elokusa. This book follows it,
        recomputes its numbers, and adds the mathematics that its author put off. Nearly all of that is multiplying
        and adding. In this chapter we follow one sentence all the way through, without code, and with no more than
        school arithmetic.

        Such a machine is called a **model**: a program whose behaviour is decided less by its instructions than by
        the numbers stored in it, its **parameters**. Ours has @{parameters:,} of them, and nobody typed them in.
        They began as random numbers. Then the model was shown @{pairs:,} short French sentences with their English
        translations, a few dozen at a time, and each time all the parameters were moved a tiny bit, so that the
        right translations became a little more likely. This is **training**, and here it takes about half a minute.
        Afterwards the model translated @{tested} new sentences, and @{right:.1%} of its answers were right to the
        letter. But its world is small: doughnuts, taxes, dogs and the like.)md");
    page.term("Transformer",
              "the design of Vaswani and others, 2017: attention and feed-forward layers, stacked",
              {"Transformers"});
    page.term("attention",
              "the step in which each word gathers what it needs from the other words of a text");
    page.text(R"md(
        Its design is the **Transformer**, published in 2017 in the paper *Attention Is All You
        Need*. Today's chatbots are built on the same design, only much larger. Its central
        part is **attention**: the step in which every word looks at the others and takes from them
        what it needs.

        The numbers in this chapter were recorded inside the trained model while it translated our sentence.
        They are printed rounded but computed unrounded, so the last digit of a sum may differ.

        A line with a ✓ is a claim that the program behind this page has just
        checked. A ◆ under a heading marks the short path; all of this chapter is on it.
        The answer to a guess is folded away, or given further down: guess first.)md");
    page.guess(
        "Before it writes *I*, *love* or *doughnuts*, the model looks back at the French. At which "
        "French word would you look for each of the three?",
        "The model looks where you probably would. For *I* it gives *J'* @{look.share[0]:.0%} of "
        "its "
        "attention, for *love* it gives *aime* @{look.share[1]:.0%}, and for *doughnuts* it gives "
        "*beignets* @{look.share[2]:.0%}. Nobody told it which word belongs to which.");
}

// ---- words, rows, places --------------------------------------------------------------------------

void pieces(Page& page, const Recording& of) {
    page.section("Cut the sentence into pieces", Path::shortest);
    page.text(R"md(
        A computer cannot multiply words. So the first step cuts the sentence into *pieces*, and replaces
        each piece by its *id*, its number in a long list.)md");
    const Recording::Rows& ids = of.at("source.ids");
    page.show(
        Figure{"pieces", "From words to ids",
               "J'aime les beignets is cut into five pieces, J', aime, les, beignets and an end "
               "sign, and under each piece is its id.",
               pieces_diagram(kSentence, ids)});
    page.values({{"vocabulary", static_cast<int>(of.number("sizes", "vocabulary"))},
                 {"id.beignets", static_cast<int>(ids.numbers(kBeignets, 0))}});
    page.text(R"md(
        The sign ␣ marks a space, which belongs to the piece after it, so that the text can be put together again. A
        last piece, `<end>`, says that the sentence is over. The id of *beignets* is @{id.beignets}, its place in
        the model's list of @{vocabulary:,} pieces. Ids are like the numbers on football shirts: they tell the
        players apart, and say nothing about how good they are. [Chapter 01](../01_tokens/README.md) shows where
        such a list comes from.)md");
}

void rows(Page& page, const Recording& of) {
    page.section("Give every piece a row of numbers", Path::shortest);
    const Matrix& table = of.numbers("encoder.embeddings");
    const Matrix& input = of.numbers("encoder.input");
    const Matrix places = sinusoidal_positions(table.rows(), table.cols());
    page.values({{"width", table.cols()}, {"row.aime", table.row(kAime).first(3)}});
    page.value("width.root", std::sqrt(table.cols()));
    page.text(R"md(
        The model owns a big table with one row of @{width} numbers for each piece in its list. The id says which row
        is copied out. Each copy is multiplied by @{width.root:.0f}, the square root of @{width}, so that what is added to
        it next does not drown it out. The row for *aime* then begins with @{row.aime:.2f}. Nobody decided
        what these numbers mean. They are parameters: training moved them until they were useful. As a result, pieces
        that are used in similar ways have similar rows. [Chapter 02](../02_embeddings/README.md) draws rows of two
        numbers, as places on a map.)md");

    page.section("Say where each piece stands", Path::shortest);
    page.text(R"md(
        The row says *what* the piece is, but not *where* it is. Without that, *dog bites man* and *man bites
        dog* would be the same three rows, and the dog would get the blame every time. So every place in a
        sentence has a row of numbers too, and the two rows are added, number by number:)md");
    page.show(
        Figure{"place", "What a piece is, plus where it stands",
               "The first four numbers of the row of aime, under them those of the second place, "
               "and under both their sums.",
               place_diagram(table, places, input, kAime)});
    page.values(
        {{"what", table(kAime, 0)}, {"where", places(kAime, 0)}, {"both", input(kAime, 0)}});
    page.values({{"bites", of.text("bites")}, {"bitten", of.text("bitten")}});
    page.check("what goes in is the row of the piece plus the row of its place",
               max_abs_difference(add(table, places), input) < 1e-5);
    page.text(R"md(
        In the first column, @{what:.2f} + @{where:.2f} = @{both:.2f}. The rows for the places are not learnt but
        calculated, from waves: [chapter 03](../03_positions/README.md). And the dog?
        *Le chien mord l'homme* becomes *@{bites}*, and *L'homme mord le chien* becomes *@{bitten}*.)md");
    page.check(
        "both sentences are translated correctly: the dog bites in one, the man in the other",
        of.text("bites") == "The dog bites the man" &&
            of.text("bitten") == "The man bites the dog");
}

// ---- attention ------------------------------------------------------------------------------------

void one_looks(Page& page, const Recording& of) {
    page.section("Let one word look at the others", Path::shortest);
    const Matrix& q = of.numbers("query");
    const Matrix& k = of.numbers("key");
    const Matrix& v = of.numbers("value");
    page.values({{"narrow", q.cols()}, {"narrow.root", std::sqrt(q.cols())}});
    page.text(R"md(
        Now for the heart of the machine. French uses *aime* both for *I love* and for *he loves*. So the row of
        *aime* alone cannot say which is right: it has to find out that *J'* stands before it. For this, three
        shorter rows of @{narrow} numbers each are made from the row of every piece. The first, the *query*, is a
        question: *what am I looking for?* The second, the *key*, is a label: *this is what I have.* The third, the
        *value*, is what the piece gives away if its label fits a question.)md");
    page.show(
        Figure{"three_rows", "From one row, three",
               "The row of aime goes through three tables of parameters, W_Q, W_K and W_V, and "
               "comes out as a query, a key and a value; the first three numbers of each.",
               three_rows_diagram(of.numbers("encoder.input"), q, k, v, kAime)});
    for (const auto& [name, made] : {std::pair{"query", &q}, {"key", &k}, {"value", &v}}) {
        const Matrix& weight = of.numbers(std::string(name) + ".weight");
        page.check(
            "queries, keys and values are the rows of the pieces, multiplied by W_Q, W_K and W_V",
            max_abs_difference(matmul(of.numbers("encoder.input"), weight), *made) < 1e-4);
    }
    const Matrix& input = of.numbers("encoder.input");
    const Matrix& w_query = of.numbers("query.weight");
    page.values({{"x", input.row(kAime).first(3)},
                 {"w", std::vector<real>{w_query(0, 0), w_query(1, 0), w_query(2, 0)}},
                 {"terms", input.cols()}});
    const Matrix products = matmul_nt(q, k);
    const Matrix scores = scale(products, 1 / std::sqrt(static_cast<real>(q.cols())));
    page.values(
        {{"q.first", q(kAime, 0)}, {"k.first", k(0, 0)}, {"qk.first", q(kAime, 0) * k(0, 0)}});
    page.values({{"score.J", scores(kAime, 0)}, {"sum.J", products(kAime, 0)}});
    page.text(R"md(
        How do @{width} numbers become @{narrow}? By multiplying and adding. W_Q, W_K and W_V are three tables of
        parameters, the same for all pieces. To get the first number of the query, multiply the numbers in the row of
        *aime* by those in the first column of W_Q, and add up all @{terms} products:

        @{x[0]:.2f} × @{w[0]:.2f} + @{x[1]:.2f} × @{w[1]:.2f} + @{x[2]:.2f} × @{w[2]:.2f} + … = @{q.first:.2f}

        The second column makes the second number, and so on.

        Now, how well does the label of *J'* fit the question of *aime*? The key of *J'*, which is not in the
        picture, begins with @{k.first:.2f}, and the query of *aime* with @{q.first:.2f}; multiplied, that is about
        @{qk.first:.1f}. Do the same with the second numbers and so on: all @{narrow} products add up to
        @{sum.J:.2f}. Divided by @{narrow.root:.0f}, the square root of @{narrow}, it is @{score.J:.4f}: the
        *score*. The better key and query fit, the larger it is. ([Chapter 05](../05_softmax/README.md) says why we
        divide. In [chapter 04](../04_dot_product_attention/README.md) you do all of this with a pencil.))md");
    page.check(
        "a score is the sum of the products, divided by the square root of how many there are",
        max_abs_difference(scores, of.numbers("scores")) < 1e-4);
}

void shares(Page& page, const Recording& of) {
    page.section("Turn scores into shares", Path::shortest);
    const Matrix& scores = of.numbers("scores");
    const Matrix& recorded = of.numbers(fmt::format("weights.{}", kHead));
    page.value("e", std::exp(1.0));
    page.text(R"md(
        *Aime* now has a score for every piece, itself included. It cannot take everything from all of them, so
        the scores are turned into shares of one whole. First, the number *e*, about @{e:.3f}, is
        raised to the power of each score (the key eˣ on a calculator). That makes every number positive, and
        large scores stand out. Then each result is divided by the sum of them all:)md");
    Table table{"aime looks at", {"score", ".4f"}, {"e to the score", ".2f"}, {"share", ".1%"}};
    double total = 0;
    const std::vector<std::string>& names = of.at("scores").of;
    for (int j = 0; j < scores.cols(); ++j) {
        const double raised = std::exp(scores(kAime, j));
        total += raised;
        table.add(names[static_cast<std::size_t>(j)], scores(kAime, j), raised, recorded(kAime, j));
    }
    page.show(table, "One of four looks that the model takes in parallel");
    page.check("a share is e to the power of the score, divided by the sum of all these powers",
               max_abs_difference(softmax_rows(scores), recorded) < 1e-5);
    page.values({{"raised.J", std::exp(scores(kAime, 0))}, {"raised.all", total}});
    page.values({{"share.J", recorded(kAime, 0)}, {"share.aime", recorded(kAime, kAime)}});
    page.text(R"md(
        Look at the first row: @{raised.J:.1f}, divided by the sum @{raised.all:.1f}, is @{share.J:.1%}. This recipe
        is called *softmax*, and the shares are the *weights* of attention. A lead of a few points in the score
        becomes nearly everything. [Chapter 05](../05_softmax/README.md) takes it apart. In the picture, thicker
        lines are larger shares; a share below 1% has no line.)md");
    page.show(Figure{
        "aime", "Where aime looks",
        "The five pieces in two columns. A thick line leads from aime to J', thin ones lead "
        "from aime to itself, to beignets and to the end sign; the lines of the other pieces "
        "are grey.",
        Arcs{names, {}, recorded, 0.01, kAime}});
    page.text(R"md(
        *Aime* gives *J'* @{share.J:.0%} of its attention, and keeps @{share.aime:.0%} for itself. The
        verb has found its subject. Nobody taught this model any grammar; it was only rewarded for good
        English.)md");
    page.check("the verb gives more than half of its attention to its subject",
               recorded(kAime, 0) > 0.5);
}

void the_mix(Page& page, const Recording& of) {
    page.section("Mix what the others give", Path::shortest);
    const Matrix& v = of.numbers("value");
    const Matrix& out = of.numbers("out");
    const Matrix& weights = of.numbers(fmt::format("weights.{}", kHead));
    page.text(R"md(
        Each piece now gives its value, but only as much of it as its share says. What *aime* receives is a mix:
        every value times its share, all added up. Here are the first three of the @{narrow} numbers:)md");
    page.show(
        Figure{"mix", "Shares times values, added up",
               "Five rows of values, beside each its share, and below their mix, which is almost "
               "the value of J'.",
               mix_diagram(of.at("value").of, weights, v, out, kAime)});
    page.check("what the model computed here is each value times its share, added up",
               max_abs_difference(matmul(weights, v), out) < 1e-5);
    page.values({{"v.J", v(0, 0)},
                 {"v.rest", out(kAime, 0) - weights(kAime, 0) * v(0, 0)},
                 {"out", out(kAime, 0)}});
    page.text(R"md(
        In the first column, *J'* contributes @{share.J:.3f} × @{v.J:.2f} and the four others together @{v.rest:.2f},
        which makes @{out:.2f}. So the mix is nearly the value of *J'*. It goes to *aime*: the word that *asked* is
        the word that changes. *J'* gave something away, and is none the poorer for it. All five pieces do this at the
        same time, each with its own query. That is attention.)md");
}

void heads(Page& page, const Recording& of) {
    page.section("Look four times at once", Path::shortest);
    const std::vector<std::string>& names = of.at("scores").of;
    Matrix looks({heads_of(of), static_cast<int>(names.size())});
    std::vector<std::string> numbered;
    real most = 0;
    for (int h = 0; h < looks.rows(); ++h) {
        numbered.push_back(fmt::format("head {}", h + 1));
        const Matrix& weights = of.numbers(fmt::format("weights.{}", h));
        for (int j = 0; j < looks.cols(); ++j) looks(h, j) = weights(kAime, j);
        most = std::max(most, looks(h, kBeignets));
    }
    page.text(R"md(
        A verb may need to know more than what its subject is. But shares add up to one, so the attention that
        *aime* gives to *J'* is lost to the others. That is why the model looks four times in parallel, each time
        with its own W_Q, W_K and W_V. Each of these looks is called a *head*. You have just watched the second one.
        Here are all four:)md");
    page.show(Figure{
        "heads", "Where aime looks, in four heads",
        "A heat map: a row for each of the four heads, a column for each piece. Heads 2 and 4 "
        "look at J', heads 1 and 3 at the end sign.",
        HeatMap{looks, numbered, names, "", "looks at", ".2f", 0, 1}});
    page.values({{"head.4", looks(3, 0)}, {"head.1", looks(0, 4)}, {"most.beignets", most}});
    page.values({{"wide", of.numbers("concatenated").cols()}});
    const Matrix& mix = of.numbers("out");
    const ConstView mixes = of.numbers("concatenated");
    page.check("none of the four heads gives beignets more than a tenth of the attention of aime",
               most < 0.1);
    page.text(R"md(
        Heads 2 and 4 both look at *J'*, with @{share.J:.2f} and @{head.4:.2f}. Heads 1 and 3 prefer `<end>`, with
        @{head.1:.2f} in head 1. Perhaps they find nothing that they want, and shares have to go somewhere; that is
        a common explanation, not a proof. None of the four gives *beignets* more than @{most.beignets:.2f}. At the
        end the four mixes are put next to each other, which makes a row of @{wide} numbers again, and one more
        table of parameters blends them.

        Four scores of @{narrow} products are as much work as one of @{wide}, so four heads cost no more than one
        wide head. [Chapter 06](../06_multi_head/README.md) shows what they are good for.)md");
    page.check("in the row of all four mixes, the second head's mix has columns of its own",
               max_abs_difference(mixes.col_block(kHead * mix.cols(), mix.cols()), mix) < 1e-5);
}

// ---- the encoder and the decoder ------------------------------------------------------------------

void encoder(Page& page, const Recording& of) {
    page.section("Stack it: the half that reads", Path::shortest);
    const Recipe recipe = book_recipe();
    TransformerConfig config = recipe.model;
    config.vocabulary = static_cast<int>(of.number("sizes", "vocabulary"));
    page.values({{"inner", config.feed_forward}, {"blocks", config.encoder_layers}});
    page.text(R"md(
        Attention only mixes. What works on the mixture is the *feed-forward layer*. It takes one row at a time,
        without looking at the others: @{width} numbers are turned into @{inner}, those below zero are set to zero,
        and then the @{inner} are turned into @{width} again. If attention is the conversation, then this is where
        everybody thinks about what was said. Together the two make a *block*:)md");
    page.show(Figure{
        "block", "A block of the encoder",
        "Five rows go down through attention and then through the feed-forward layer. A road "
        "leads around each of them, by which the rows that went in are added to what comes "
        "out. Five rows leave the block.",
        block_diagram(of.numbers("encoder.input").shape())});
    const Matrix& output = of.numbers("encoder.output");
    page.values({{"row.read", output.row(kAime).first(3)}, {"read.rows", output.rows()}});
    page.check(
        "counting the numbers in all parts of the model gives the number of parameters above",
        count_parameters(config) == static_cast<std::size_t>(of.number("sizes", "parameters")));
    page.text(R"md(
        Follow the road around each part: what comes out is *added* to the row that went in, so
        what a row knew can stay. The small steps called *add and norm* also keep the numbers at a
        sensible size. Our model has @{blocks} such blocks, one after the other; the paper's has 6. At the end there are
        again @{read.rows} rows of @{width} numbers, but now each knows its neighbours. The row of *aime* begins with
        @{row.read:.2f}. This half of the machine is the *encoder*: it reads.
        [Chapter 07](../07_encoder_decoder/README.md) builds it.)md");
}

// The mean of the heads.
Matrix cross_looks(const Recording& of) {
    Matrix mean(of.numbers("cross.0").shape());
    const int heads = heads_of(of);
    for (int h = 0; h < heads; ++h) add_to(of.numbers(fmt::format("cross.{}", h)), mean);
    return scale(mean, 1 / static_cast<real>(heads));
}

bool logits_hold(const Recording& of) {
    const Matrix& hidden = of.numbers("decoder.output");
    const Matrix& totals = of.numbers("log.total");
    for (int step = 0; step < hidden.rows(); ++step) {
        const Matrix& facts = of.numbers(fmt::format("step.{}", step + 1));
        const Matrix& table = of.numbers(fmt::format("step.{}.rows", step + 1));
        for (int w = 0; w < facts.rows(); ++w) {
            const double logit = dot(hidden.row(step), table.row(w));
            const double share = std::exp(logit - totals(step, 0));
            if (std::abs(logit - facts(w, 2)) > 1e-3 || std::abs(share - facts(w, 1)) > 1e-3) {
                return false;
            }
        }
    }
    return true;
}

void decoder(Page& page, const Recording& of) {
    page.section("Write, one word at a time", Path::shortest);
    page.text(R"md(
        The other half is the *decoder*: it writes. It reads what has been written so far, beginning with a special
        piece, `<begin>`, and predicts the next piece, again and again. Its blocks make one row for each of these
        pieces. The last row is compared with every row of the big table, just as a query is compared with keys. (The
        table holds the pieces of both languages.) That gives each piece a score, and softmax turns the
        scores into probabilities. The likeliest piece is written down, and goes back in with the others. Here are the
        four steps, with the three likeliest pieces of each:)md");
    Table table{"written so far", "1st", {"", ".3f"}, "2nd", {"", ".4f"}, "3rd", {"", ".4f"}};
    const std::vector<std::string>& said = of.at("cross.0").of;
    std::string so_far;
    std::vector<double> sure;
    bool is_likeliest = true;
    for (std::size_t step = 0; step < said.size(); ++step) {
        const Recording::Rows& likeliest = of.at(fmt::format("step.{}", step + 1));
        std::vector<Cell> row{so_far.empty() ? "(only <begin>)" : so_far};
        for (int w = 0; w < 3; ++w) {
            row.emplace_back(likeliest.of[static_cast<std::size_t>(w)]);
            row.emplace_back(likeliest.numbers(w, 1));
        }
        table.add_row(row);
        sure.push_back(likeliest.numbers(0, 1));
        is_likeliest = is_likeliest && likeliest.of[0] == said[step];
        so_far += so_far.empty() ? said[step] : " " + without_blank(said[step]);
    }
    page.show(table, "The article's four steps, with the model's probabilities");
    page.check("writing the likeliest piece each time makes I love doughnuts",
               is_likeliest && of.text("translation") == "I love doughnuts");
    page.check(
        "a piece's score is one row times another, and softmax of the scores gives the "
        "probabilities",
        logits_hold(of));
    const Matrix looks = cross_looks(of);
    page.values({{"sure", sure}, {"rival", of.at("step.1").of[1]}});
    page.value("doubt", book_recipe().trainer.label_smoothing);
    page.values({{"look.share", std::vector<real>{looks(0, 0), looks(1, 1), looks(2, 3)}}});
    page.text(R"md(
        In the first step *I* has a probability of @{sure[0]:.3f}, and its nearest rival, *@{rival}*, next to none.
        (The rest is spread over all the other pieces, because training asks the model to leave room for doubt,
        @{doubt:.0%} in all: chapter 08.) Then come *love* and *doughnuts*, and with `<end>` the model stops.

        How does the decoder know what the French says? Each of its blocks has a second attention, called
        *cross-attention*. So far queries, keys and values have all come from one sentence. Here the queries come from
        the English rows, and the keys and values from the rows of the encoder:)md");
    page.show(Figure{
        "cross", "From the English back to the French",
        "The English pieces on the left, the French ones on the right. Thick lines lead from I "
        "to J', from love to aime, from doughnuts to beignets and from the end sign to the "
        "end sign; a thinner one leads from I to the end sign.",
        Arcs{said, of.at("scores").of, looks, 0.05, -1}});
    for (int step = 0; step < looks.rows(); ++step) {
        page.check(
            "to choose each English piece, the decoder looks most at the French piece that it "
            "translates",
            argmax(looks.row(step)) ==
                std::vector<int>{0, 1, 3, 4}[static_cast<std::size_t>(step)]);
    }
    page.text(R"md(
        The picture shows the mean of the four heads of the last block. On the left is the piece that is being
        chosen. It is not there yet, so the row that looks is that of the piece before it: to choose *love*, the row
        of *I* gave *aime* @{look.share[1]:.0%} of its attention. Much of translating, it seems, is looking at the
        right place.

        One rule keeps the decoder honest. In training it is given the whole right answer at once, and has to predict
        every piece from those before it. So that it cannot simply peek at the next one, the attention among its own
        pieces is *masked*: all later pieces are given a share of zero. (The mask
        stays on when the model writes. So the rows of the earlier pieces stay as they are when a new piece comes.))md");
}

void the_rest(Page& page) {
    page.section("Where the numbers come from, and what came before", Path::shortest);
    page.text(R"md(
        How did the parameters get their values? For every piece of every training sentence, the model says how
        likely it considers the right one. From these probabilities comes a single number, the *loss*, which is
        large when they are small. For each parameter we can work out whether a little more of it would raise or
        lower the loss. Then all of them take a small step in the direction in which the loss falls, and this is
        done a few thousand times. [Chapter 08](../08_learning/README.md) shows how, and [chapter
        10](../10_full_model/README.md) trains the translator of this page while you watch.

        Before 2017, such translators were mostly *recurrent networks*. They read one word after the other, and all
        that they remember has to fit into a single row of numbers. Attention keeps a row for every word, can look
        back at all of them, and works on all of them at the same time. [Chapter 09](../09_rnn_comparison/README.md)
        measures what that changes. The price is work: every word looks at every other, so twice the text means four
        times the looks.)md");
}

// ---- the article ----------------------------------------------------------------------------------

void the_article(Page& page) {
    page.section("The article that began this book", Path::shortest);
    const Matrix query{{0.9f, 0.2f}};
    const Matrix keys{{0.1f, 0.9f}, {0.7f, 0.5f}, {0.8f, 0.3f}};  // I, love, doughnuts
    const Matrix own = matmul_nt(query, keys);                    // chapter 04 tells that story
    const Matrix of_article = softmax_rows(Matrix{{0.27f, 1.0f, 0.78f}});
    page.value("article.softmax", of_article.row(0));
    page.text(R"md(
        The author of the article had spent a Saturday on the paper, and retold it using a single example sentence and
        numbers that he made up. Where he is imprecise, the book stops
        and computes. He works out the mix of *love*, for instance, and then writes that *doughnuts* now carries the
        flavour of love. It is the other way round: the word that asks is the word that changes.)md");
    page.deep_dive("What else the book sets right", [&] {
        page.text(R"md(
            - **A score.** He gives *love* a score of 1.0 with itself. The query and the key that he prints
              give less (chapter 04).
            - **The weights.** From his scores he gets the weights 0.15, 0.50 and 0.35. Softmax turns the scores into
              @{article.softmax:.2f}. A number called temperature explains the difference (chapter 05).
            - **A head for love.** He imagines a head that connects *love* with *doughnuts*. In none of our four does *aime* look much at *beignets*, and none needs to: the English word is *love*, whatever is loved.
            - **The French.** He translates "Je t'aime les beignets", which is not French. *J'aime les beignets* is.
            - **Forgetting.** A recurrent network "forgot *I* a bit", he says. How much it forgets, and whether it
              must, is measured in chapter 09.)md");
        page.check(
            "the article's own query and key give love less than 1.0 with itself, and less than "
            "doughnuts",
            own(0, 1) < 0.95f && own(0, 1) < own(0, 2));
        page.check("softmax of the article's scores does not give the article's weights",
                   std::abs(of_article(0, 1) - 0.50f) > 0.05f);
    });
    page.source("Elokusa, What the Hell is Attention (the article)");
}

// ---- today's models -------------------------------------------------------------------------------

void todays_models(Page& page, const Recording& of) {
    page.section("From this machine to GPT, BERT and chat models", Path::shortest);
    page.text(R"md(
        Our translator has two halves. Today's best-known models keep only one:)md");
    page.show(Figure{
        "family", "Two halves, three kinds of models",
        "Three columns. BERT: a text with gaps goes through an encoder, which says what was in the "
        "gaps. Ours: a French sentence goes through an encoder and a decoder and comes out "
        "in English. GPT: the text so far goes through a decoder, which says its next piece.",
        family_diagram()});
    const double times = 1.5e9 / of.number("sizes", "parameters");
    page.value("times", static_cast<int>(std::round(times / 100)) * 100);
    page.term("pre-training", "a model's first, long training: to predict pieces of any text");
    page.term("next-token prediction",
              "learning to predict the next piece of a text, for which every text is an example");
    page.text(R"md(
        **GPT keeps the decoder.** There is no French and no cross-attention, only masked attention and feed-forward
        layers. It reads a text and predicts the next piece. In any text, the next piece *is* the right answer, so the
        model can learn from whatever people have written, and to guess well it has to pick up grammar, facts and
        style. This is **pre-training** by **next-token prediction**. The largest GPT-2 of 2019 had 1.5 billion
        parameters, about @{times:,} times as many as ours.

        **BERT keeps the encoder.** Without a mask every piece sees both sides of the text. In training some pieces
        are hidden, and BERT has to guess them. It cannot chat, but its rows are used to search and sort texts.)md");
    page.term("instruction tuning",
              "further training of a language model, on instructions with good answers");
    page.term(
        "preference tuning",
        "further training, by which the kind of answer that people prefer becomes more likely");
    page.text(R"md(
        **A chat model is usually a GPT with two more lessons.** After pre-training, a model merely continues a
        text: a question might be followed by more questions. So it is trained further, on instructions with good
        answers: this is **instruction tuning**. Then people say which of two answers is better. From
        their choices a second model learns to give marks, and the chat model is trained until its answers get high
        marks: **preference tuning**. When you chat, your words and the answer so far form
        one text, and the model adds the next piece, again and again, just as ours does. The one difference: it
        often draws one of the likely pieces at random, whereas ours takes the likeliest (chapter 07).

        Some details have changed since 2017. Most models now normalise before each layer and not after it (chapter
        07), and many turn queries and keys instead of adding positions (chapter 03). But the parts are those that
        you will build here.)md");
    page.source("Vaswani et al. 2017, Attention Is All You Need",
                "https://arxiv.org/abs/1706.03762");
    page.source("Radford et al. 2019 (GPT-2)",
                "https://cdn.openai.com/better-language-models/"
                "language_models_are_unsupervised_multitask_learners.pdf");
    page.source("Devlin et al. 2018 (BERT)", "https://arxiv.org/abs/1810.04805");
    page.source("Ouyang et al. 2022 (instruction and preference tuning)",
                "https://arxiv.org/abs/2203.02155");
}

void how_to_read(Page& page) {
    page.section("How to read this book", Path::shortest);
    page.text(R"md(
        There are three ways.

        - **The short path**, about two hours to the translator and half an hour more to the models of today: this
          chapter, and of the others the opening and the sections with a ◆ under their heading. (Chapter 11 has none.
          *What we know now*, at the end of a chapter, sums up the whole chapter, and the reading times in the contents
          are for the whole chapter, too.)
        - **The whole book**, with its experiments and exercises. What only the curious need is folded away as a deep
          dive.
        - **By question.** The [questions](../questions/README.md) have short answers, and links to more.

        If your vectors, matrices or logarithms are rusty, begin with the [primer](../primer/README.md). A word that
        you have forgotten is in the [glossary](../glossary/README.md). Each chapter is a program, which you can
        read or run:

        - `./book run 4` prints chapter 4, and `./book run 4 --help` lists what you can change;
        - `./book exercise 4.1` sets you a task, and tells you what is wrong with your answer.)md");
    page.deep_dive("All the numbers in this chapter", [&] {
        page.text(R"md(
            - `./book run 10` trains the translator in half a minute.
            - `./book explain "J'aime les beignets"` then prints every number in this chapter, and all
              that were left out.
            - `./book run 0 --record` trains the translator anew, and records the numbers in this chapter again.)md");
    });
}

// Trains, and says whether the recording is what comes of it.
void compare(Page& page, const Recording& recording) {
    const double apart = difference(recording, record(train_as_chapter_10()));
    page.value("apart", apart);
    page.text("The largest difference between the recording and a new training run is @{apart}.");
    page.check("training again gives the recorded numbers", apart < 1e-3);
}

void build(Page& page, Knobs& knobs) {
    const std::string path =
        knobs.csv.empty() ? source_root() + "/chapters/00_overview/recorded.csv" : knobs.csv;
    if (knobs.record) {
        require_writable(path);  // before the training, not after it
        const Recording made = record(train_as_chapter_10());
        if (!knobs.csv.empty()) keep_as_before(path);  // a reader's
        write_recording(path, made);
    }
    const Recording recording = read_recording(path);
    require_whole(recording, path);
    if (knobs.compare) {
        compare(page, recording);
        return;
    }
    the_machine(page, recording);
    pieces(page, recording);
    rows(page, recording);
    one_looks(page, recording);
    shares(page, recording);
    the_mix(page, recording);
    heads(page, recording);
    encoder(page, recording);
    decoder(page, recording);
    the_rest(page);
    the_article(page);
    todays_models(page, recording);
    how_to_read(page);
    page.end(
        {.recap = R"md(
                  Pieces become rows of @{width} numbers, and each row is told where it stands. In attention, every
                  row compares its query with the others' keys, and takes a mix of their values. So *aime* found
                  *J'*, with a share of @{share.J:.0%}. Several heads do so in parallel, a feed-forward layer works
                  on the result, and a stack of such blocks reads. A second stack writes, one piece at a time, and
                  looks back at the first.)md",
         .questions =
             {{"Which of two words is changed by attention: the one that asks or the one that is "
               "asked?",
               "The one that asks. It compares its query with all the keys, and adds the mix of "
               "the "
               "values to its own row. In our example *aime* asks and *J'* gives."},
              {"Why does a model have several heads, when a single head already sees all "
               "the words?",
               "The shares of one head add up to one, so it can only take home one mix. Several "
               "heads take home several, for different needs, and each has fewer numbers to "
               "compare, "
               "so "
               "they cost no more."},
              {"What would you have to leave out of the translator to get something like GPT?",
               "The encoder and the cross-attention. What is left is a decoder that reads a text "
               "under "
               "its mask and predicts the next piece, and it can learn from any text at all."}},
         .next =
             "What exactly does a machine read, if not words? (The primer, if you want it, comes "
             "first.)",
         .answer = "Every word looks at every other, decides what matters to it, and takes a mix "
                   "of that; the "
                   "rest is repetition."});
}

void declare(Options& options, Knobs& knobs) {
    options.add("record", knobs.record, "train chapter 10's translator, and record it again");
    options.add("compare", knobs.compare, "train it, and compare it with what is recorded");
    options.add("csv", knobs.csv, "FILE", "what was recorded; --record writes it");
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({0, "overview", "What is attention, in one picture?"}, declare,
                                 build);
}

}  // namespace chapter_00
