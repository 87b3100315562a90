// Chapter 07: the two halves of a Transformer, and what a model says that has learnt nothing.
#include "notebook/chapter.h"

#include "corpus/corpus.h"
#include "model/decoding.h"
#include "model/recipe.h"
#include "notebook/machine.h"
#include "shapes.h"
#include "trials.h"

namespace chapter_07 {
using namespace book;

namespace {

struct Knobs {
    std::string sentence = "J'aime les beignets";
    std::string target = "I love doughnuts";
    int heads = 4;
    int width = 64;
    int layers = 2;
    int depth = 12;
    int length = 12;
    double temperature = 1;
};

void opening(Page& page, const Stage& s) {
    page.show(machine(Part::encoder_decoder));
    const TransformerConfig& config = s.model.config();
    page.value("steps", s.said.size());
    page.values({{"vocabulary", config.vocabulary}, {"width", config.width}});
    page.values({{"heads", config.heads}, {"layers", config.encoder_layers}});
    page.value("pairs", kSmallVocabularyPairs);
    page.value("parameters", s.model.parameters().size());
    page.text(R"md(
        You are in the middle of the machine: everything between the rows that go in and the words that
        come out. For this you need three things. A word is a row of numbers that also
        knows its place in the sentence. Attention lets a word mix into its own row what the others have
        to give. And softmax turns scores into shares.

        So far, a sentence has been looking at itself. *J'aime les beignets* goes in, and for each word a
        row comes out that knows about its neighbours. It is a well-read French sentence now, but still
        French. How does it get across into English? Who decides that *love* comes after *I*, and who
        decides when to stop? In this chapter we put all the parts together, into a machine that reads
        one sentence and writes another. (It will talk nonsense. We will see why.)

        First come the two halves, then the block that both are built from, then the half that writes, and
        at the end the machine speaks. Halfway through there is time for a doughnut. Details come last.)md");
    page.guess(
        "The article writes its sentence in four steps: *I*, *love*, *doughnuts*, and the end. "
        "Our machine has a much shorter list of pieces than chapter 00's. "
        "How many steps does it need?",
        "@{steps}: one for each piece that it says, and one to say that it is done. With "
        "so short a list, it has to spell its doughnuts. (The French happens to have "
        "@{source.pieces} pieces, which is a different count.)");
}

void two_halves(Page& page, const Stage& s) {
    page.section("One half reads, the other writes", Path::shortest);
    page.quote("reads & understands the whole input ... generates, one token at a time",
               "the article");
    page.term("encoder",
              "the half that reads: it makes a row for every piece of the source sentence",
              {"encoders"});
    page.term(
        "decoder",
        "the half that writes: it predicts the next piece from what it has itself said so far "
        "and from the encoder's rows",
        {"decoders"});
    page.term(
        "block (of a Transformer)",
        "attention and feed-forward, each with its residual connection and its norm; many texts "
        "call it a layer");
    page.text(R"md(
        A translator has two jobs, and the machine has a half for each. The first half reads. It takes in
        the whole source sentence at once, and each of its words may look at all the others. This half is
        called the **encoder**. What it passes on is not a summary: @{source.pieces} French pieces go in
        (the list is short, and `<end>` is one of them), and @{source.pieces} rows come out, one for each.
        We call them *the encoder's rows*. (In other people's code they are often called `memory`.)

        The second half writes. It is called the **decoder**, and at each step it looks at two things:
        the encoder's rows, and what it has itself said so far. The article puts it like this:)md");
    page.quote(R"(Step 2: encoder output + "I" → predicts "love")", "the article");
    page.term("autoregressive", "feeding on its own output: what is said is read at the next step");
    page.text(R"md(
        What the decoder says at one step, it reads at the next. A model that feeds on its own output in
        this way is called **autoregressive**. Here are the two halves, side by side.)md");
    page.show(halves_figure(s));
    page.text(R"md(
        Follow the left column down to *the encoder's rows*: @{source.pieces} rows of @{width} numbers. The
        heavy arrow is the only way from one sentence into the other. The dashed arrow is the loop: the
        next piece is read again at the top. In between are **blocks**, drawn without details, in which
        words look around and think; × @{layers} says how many follow one another.

        We build exactly this, with rows of @{width} numbers, @{heads} attention heads and @{layers} blocks
        in each half. (The paper's base model has six.) Chapter 10's translator is built in the same way,
        only with a longer list; ours has @{vocabulary} pieces for French and English together. Only the
        list has been learnt. The model's @{parameters:,} numbers are as they are before any training: *random*, but
        for a few that begin as 1 or 0.)md");
}

void shift_by_one(Page& page, const Stage& s) {
    page.section("What it reads, and what it must say");
    page.term(
        "shift by one",
        "the target sentence is read from <begin> on, and the same sentence, one place further on, "
        "is what must be said",
        {"shifted by one"});
    page.text(R"md(
        How does a decoder begin, when it has said nothing yet, and how does it stop? For that the
        vocabulary has two special pieces. The decoder first reads `<begin>`, and when it says `<end>`, it
        is done.

        In training (chapter 08) the right translation is known. So the decoder is given it to read, and
        at every place it must say the piece that comes *next*. The same sentence is used twice: once
        with `<begin>` in front, to be read, and once with `<end>` at the end, to be said. The second is
        the first, **shifted by one**.)md");
    page.show(shift_figure({"I", "love", "doughnuts"}));
    page.text(R"md(
        In the first line it reads `<begin>` and must say *I*; in the next it reads *I* and must say
        *love*. The dashed lines show that it is one sentence: what must be said in one line is read in
        the next. Without the shift, the decoder would have to say the very piece that it is reading at that
        moment. That is called copying, and a model that has learnt to copy has learnt no English.

        Here is the same in our own pieces. (The sign ␣ marks the beginning of a word.))md");
    // [shift]
    const TokenPair sentence{{}, s.target};
    const Batch pair = make_batch({sentence});

    Table table{"reads", "must say"};
    for (std::size_t i = 0; i < pair.input.size(); ++i) {
        const std::string reads = s.bpe.piece(pair.input[i]);
        const std::string says = s.bpe.piece(pair.output[i]);
        table.add(reads, says);
    }
    // [/shift]
    page.show(table);
    for (std::size_t i = 0; i + 1 < pair.input.size(); ++i) {
        page.check("it must say what it reads one step later", pair.output[i] == pair.input[i + 1]);
    }
    page.check("it begins with <begin>, and what it says last is <end>",
               pair.input[0] == kBegin && pair.output.back() == kEnd);
    page.article_says("steps for its sentence, in our pieces", "4", "steps");
    page.value("source.cut", joined(names_of(s.bpe, s.source)));
    const bool as_many = s.source.size() == s.said.size();
    page.value(
        "as.many",
        std::string(as_many ? " (That the two numbers are the same is a coincidence.)" : ""));
    page.text(R"md(
        That makes @{steps} steps. Why is our sentence cut into more pieces than in chapters 00 and 01?
        Chapter 00's list was learnt from far more sentences and is longer. Chapter 01's was as short as
        ours, but for English only; ours, learnt from @{pairs:,} pairs of sentences, has to serve French and
        English together.

        The French is cut into `@{source.cut}`. So the encoder has @{source.pieces} rows, one for each
        French piece, and the decoder up to @{steps}, one for each English piece that it reads.@{as.many})md");
    page.deep_dive("The two columns in code", [&] {
        page.text(R"md(
            The code asks the library for both columns, which it calls `input` and `output`, and puts them
            into a table. Here and in the rest of the chapter `s` holds what all the code needs: the model, its
            list of pieces (`s.bpe`) and the two sentences.)md");
        page.cell("shift");
    });
    page.exercise("7.1", "Shift a sentence by one.");
}

void who_moves_whom(Page& page, const Stage& s) {
    page.text(R"md(
        What does the mask do to a whole stack of blocks? We can find out by poking it. Change one piece
        of the sentence, and see which rows move. The code does this for every piece; `moved(i, j)` says
        how far a typical number in row i moves when piece j is replaced.)md");
    page.setup("influence", kExperiments);
    page.text(
        "Now run it on both halves, on the encoder with the French sentence and on the decoder "
        "with the English one:");
    // [both]
    const auto encoder = [&](const Ids& ids) { return s.encode(ids); };
    const auto decoder = [&](const Ids& ids) { return s.decode(ids); };

    const Matrix reading = influence(s.source, encoder);  // (S x S)
    const Matrix writing = influence(s.said, decoder);    // (T x T)
    // [/both]
    page.cell("both");
    const int last = writing.rows() - 1;
    page.value("reading.own",
               std::string(own_moves_most(reading) ? ", and its own most of all" : ""));
    page.values({{"reading.least", *std::min_element(reading.flat().begin(), reading.flat().end())},
                 {"writing.first", writing(0, last)},
                 {"writing.last", writing(last, 0)}});
    page.show(influence_figure("reading", "The encoder: every French piece moves every row",
                               "A square heat map of the French pieces by the French pieces: how "
                               "far a typical number in a "
                               "row moves. No cell is zero.",
                               reading, names_of(s.bpe, s.source), names_of(s.bpe, s.source)));
    page.text(R"md(
        In the encoder no cell is 0. Even the smallest is @{reading.least:.2f}: every piece moves every
        row@{reading.own}.)md");
    page.show(influence_figure(
        "writing", "The decoder: an English piece moves its own row and later ones",
        "A square heat map of the English pieces by the English pieces: how far a typical number "
        "in "
        "a row moves. All cells to the right of the diagonal are zero, and no others.",
        writing, names_of(s.bpe, s.said), narrow_names_of(s.bpe, s.said)));
    for (real moved : reading.flat()) {
        page.check("in the encoder every piece moves every row", moved > 0);
    }
    for (int i = 0; i < writing.rows(); ++i) {
        for (int j = 0; j < writing.cols(); ++j) {
            const bool stays = writing(i, j) == 0;
            const bool is_before = i < j;
            page.check(
                "in the decoder every piece moves its own row and later ones, and none before",
                stays == is_before);
        }
    }
    page.text(R"md(
        In the decoder everything to the right of the diagonal is 0. In the lower left corner the first
        piece moves the last row by @{writing.last:.2f}; in the upper right corner the last piece moves
        the first row by @{writing.first}, which means not at all.)md");
}

void the_future(Page& page, const Stage& s) {
    Rng rng(page.seed());
    page.text(R"md(
        Now we take the mask away, in the second line of the code below. It keeps the beginning of a
        sentence, replaces the rest by random pieces, and measures how far the rows of the beginning move.)md");
    // [future]
    How open;
    open.causal = false;  // the mask taken away

    const Matrix masked_rows = s.decode(s.said);      // (T x d)
    const Matrix open_rows = s.decode(s.said, open);  // (T x d)
    const int n = masked_rows.rows();

    double peeked = 0;  // the furthest that a past row moves
    for (int trial = 0; trial < 20; ++trial) {
        const int past = 1 + rng.below(n - 1);  // rows that are to stay
        Ids other(s.said.begin(), s.said.begin() + past);
        while (std::ssize(other) < n) other.push_back(s.any_piece(rng));
        // [not-shown]
        const Matrix masked_now = first_rows(s.decode(other), past);
        page.check("whatever comes later, the rows before it stay the same, bit for bit",
                   masked_now == first_rows(masked_rows, past));
        // [/not-shown]

        const Matrix open_now = first_rows(s.decode(other, open), past);
        const Matrix open_then = first_rows(open_rows, past);
        const double moved = max_abs_difference(open_now, open_then);
        peeked = std::max(peeked, moved);
    }
    // [/future]
    page.cell("future");
    page.value("peeked", peeked);
    page.check("without the mask later pieces change earlier rows", peeked > 0.1);
    for (int t = 1; t <= n; ++t) {
        const Matrix step_by_step = s.decode(first_of(s.said, t));
        page.check("one pass gives the rows of all the steps at once",
                   max_abs_difference(step_by_step, first_rows(masked_rows, t)) < 1e-5);
    }
    page.text(R"md(
        Without the mask earlier rows move by up to @{peeked:.2f}. With it they stay as they are, bit for
        bit, whatever comes later. And the benefit is real: we also let the decoder read the sentence one
        step at a time, and its rows were the same as in the single pass.)md");
}

void nobody_looks_ahead(Page& page, const Stage& s) {
    page.section("Nobody looks ahead");
    page.text(R"md(
        Now for the decoder. The encoder may look wherever it likes, because the source sentence is all
        there. The decoder must not. In training it is given the whole right sentence to read, and is
        asked at each place for the next piece. If its attention could look to the right, it would find
        the answer there and copy it. So its self-attention has the causal mask: the scores of all the
        later places are set to minus infinity, and softmax turns them into weights of 0.

        The mask has a benefit, too. A row that cannot see what follows is the same whether something
        follows or not. So a single pass over the right sentence computes the rows of *all* its
        @{steps} steps: @{steps} lessons for the price of one. That is a large part of why Transformers
        can be trained on so much text.

        And in use, when the pieces are written one at a time? The newest row has nothing to its right
        that could be hidden. The earlier rows still need the mask: in training an earlier row never saw a
        later piece, so it must not see one now. And rows that cannot change need not be computed again.
        Their keys and values can be kept, and in chapter 10 they are.)md");
    page.deep_dive("Who moves whom: the mask measured", [&] {
        who_moves_whom(page, s);
        the_future(page, s);
    });
}

void the_bridge(Page& page) {
    page.section("A bridge between two sentences", Path::shortest);
    page.text(R"md(
        Now for the heavy arrow between the two halves. In the decoder, a block has three sublayers, each
        with its add and norm: a self-attention with the mask of chapter 05, so that no piece sees a later
        one, then the cross-attention, then the feed-forward layer. Cross-attention works like any other
        attention, but a word's three rows come from two places: the *queries* are made from the decoder's
        rows, the *keys* and the *values* from the encoder's.

        Why this way round? It is the decoder that wants to know something. Suppose it has read
        `@{reading}` and needs to know what is loved. Its @{t.rows} rows become @{t.rows} queries. The
        French sentence has the answers: each of its @{source.pieces} rows shows a label, the key, and has
        something to give, the value. Every query gets a weight for each of the @{source.pieces} keys, and
        one mixed row in return. That makes @{t.rows} rows, just as many as the decoder has, and so they
        can be added to its own. There is no mask, because nothing in the French sentence is a secret.

        In code, `x` holds the rows that ask, and `source` the rows that answer; `linear` multiplies rows by
        one of the learnt matrices. Compare the first line with the other two.)md");
    page.cell("source", kByHand);
    page.text(R"md(
        For self-attention `x` and `source` are the same rows. For cross-attention `source` holds the
        encoder's, and that is all the difference there is.)md");
}

// A lookup by hand, with keys or values from the wrong place; then the same in the model.
void labels_and_goods(Page& page, const Matrix& q, const Matrix& k, const Matrix& v) {
    page.text(R"md(
        Let us try it with numbers simple enough to see through. Each row says three things about its word:
        is it a person, a feeling, something to eat? The decoder has said *I love*, and asks for something
        to eat. The line with `return` can take keys from one place and values from a different one.)md");
    // [lookup]
    const Matrix encoder{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};  // J' aime beignets
    const Matrix decoder{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};  // <begin> I love
    const Matrix asks{{0, 0, 6}};                           // to eat, please

    const auto look = [&](const Matrix& keys, const Matrix& values) {
        return scaled_dot_product_attention(asks, keys, values);  // (1 x 3)
    };
    // [/lookup]
    page.cell("lookup");
    const Matrix right = look(encoder, encoder);
    const Matrix wrong_values = look(encoder, decoder);
    const Matrix wrong_keys = look(decoder, encoder);
    Table table{
        "keys from", "values from", {"person", ".2f"}, {"feeling", ".2f"}, {"to eat", ".2f"}};
    const auto add = [&](const char* keys, const char* values, const Matrix& got) {
        table.add(keys, values, got(0, 0), got(0, 1), got(0, 2));
    };
    add("encoder", "encoder", right);
    add("encoder", "decoder", wrong_values);
    add("decoder", "encoder", wrong_keys);
    page.show(table, "What the decoder gets when it asks for something to eat");
    page.values({{"lookup.right", right(0, 2)},
                 {"lookup.values", wrong_values(0, 1)},
                 {"lookup.keys", wrong_keys(0, 2)}});
    page.check("only keys and values from the encoder find something to eat",
               right(0, 2) > 0.9 && wrong_values(0, 2) < 0.5 && wrong_keys(0, 2) < 0.5);
    const Matrix answer = scaled_dot_product_attention(q, k, v);
    const Matrix both_moved = scaled_dot_product_attention(q, flip_rows(k), flip_rows(v));
    const Matrix one_moved = scaled_dot_product_attention(q, k, flip_rows(v));
    page.values({{"flip.both", max_abs_difference(both_moved, answer)},
                 {"flip.one", max_abs_difference(one_moved, answer)}});
    page.check(
        "reordering keys and values together changes nothing, reordering only the values does",
        max_abs_difference(both_moved, answer) < 1e-5 &&
            max_abs_difference(one_moved, answer) > 0.05);
    page.text(R"md(
        With both from the encoder it gets *beignets*: @{lookup.right:.2f} in the column *to eat*. With
        values from the decoder the labels still lead it to the third place, but there it now finds
        *love*, @{lookup.values:.2f} of a feeling. With keys from the decoder no label fits, and it takes
        the same from all three words, @{lookup.keys:.2f}. (Both mistakes are possible only because both
        sentences have three words here. In general there would be more labels than goods, or fewer.)

        Our model shows the same, random as it is. Reverse the order of keys and values in its first
        cross-attention, *together*, and its answers differ by @{flip.both:.7f}, which is rounding.
        Reverse the values alone, and they move by up to @{flip.one:.2f}.)md");
}

// Gives what the first cross-attention has computed.
Trace across(Page& page, const Stage& s) {
    page.text(R"md(
        Here is the decoder's block, the encoder's with one more sublayer. The encoder's rows, `encoded`,
        enter in `look_across` and nowhere else.)md");
    page.setup("decoder_block", kByHand);
    page.text(R"md(
        How much does the bridge carry? We let the decoder read the same words twice, once with the
        encoder's rows of our sentence and once with those of a different one (`elsewhere`). Then we take
        the bridge away (`blind`). `trace` writes down every step by its name.)md");
    const Matrix library = s.library_decode(s.said);
    // [decode]
    Trace trace;
    const Matrix hidden = s.decode(s.said, {}, &trace);  // (T x d)

    How blind;
    blind.cross = false;  // the bridge taken away

    const Matrix elsewhere = s.encode(s.others[0]);  // a different sentence
    const auto told = [&](const Matrix& encoded, How how) {
        return by_hand::decode(s.model, s.said, encoded, how);
    };
    const double moved = max_abs_difference(told(elsewhere, {}), hidden);
    // [/decode]
    page.cell("decode");
    page.check("our decoder and the library's agree, to within 0.0001",
               max_abs_difference(library, hidden) < 1e-4);
    page.check("a different French sentence moves the decoder's rows", moved > 0.01);
    page.check("without cross-attention a different French sentence changes nothing",
               told(elsewhere, blind) == told(s.encoded, blind));
    const std::string first = "decoder.0.cross_attention.";
    const Matrix& weights = trace.at(first + "weights.head.0");  // (T x S)
    page.values({{"moved", moved}, {"even", 1.0 / weights.cols()}});
    page.text(R"md(
        With a different French sentence the decoder's rows move by up to @{moved:.2f}. Without the bridge
        they do not move at all. Where does the decoder look when it looks across?)md");
    const HeatMap map{weights,
                      names_of(s.bpe, s.said),
                      names_of(s.bpe, s.source),
                      "English, as it is said",
                      "French",
                      ".2f",
                      0};
    page.show(
        Figure{"bridge", "Across the bridge: nobody knows yet where to look",
               "A heat map of cross-attention weights, with a row for each English piece that has "
               "been said and a column for each French piece. The weights scatter around "
               "an even share, without a pattern.",
               map});
    page.values(
        {{"bridge.largest", *std::max_element(weights.flat().begin(), weights.flat().end())},
         {"bridge.least", *std::min_element(weights.flat().begin(), weights.flat().end())}});
    page.text(R"md(
        Nowhere in particular. An even share would be @{even:.2f} in each cell. The weights lie between
        @{bridge.least:.2f} and @{bridge.largest:.2f}, and which are large and which are small is a matter
        of chance. Chapter 10 draws such a map after training, and there it is beautiful.)md");
    return trace;
}

void where_labels_come_from(Page& page, const Stage& s) {
    page.section("Why keys and values come from the same rows");
    page.text(R"md(
        A key describes what is to be had (chapter 04), so the value has to come from the same row.
        Otherwise we would be in a shop whose labels describe the goods in the shop next door. Then why
        two rows, and not one for both jobs? A noun may be *found* by its place after the verb, but its
        place is not what you want to *know* about it.)md");
    Trace trace;
    page.deep_dive("The decoder's block in code, and what crosses the bridge",
                   [&] { trace = across(page, s); });
    const std::string first = "decoder.0.cross_attention.";
    page.deep_dive("Keys or values from the wrong rows", [&] {
        labels_and_goods(page, trace.at(first + "query"), trace.at(first + "key"),
                         trace.at(first + "value"));
    });
}

// [speak]
// One piece after the other; `choose` picks each from its logits (1 x V).
template <class Choose>
Ids speak(const Stage& s, int most, Choose choose) {
    Ids said{kBegin};
    while (std::ssize(said) <= most && said.back() != kEnd) {
        const Matrix hidden = s.decode(said);                  // (T x d)
        const Matrix last = last_row(hidden);                  // (1 x d)
        const Matrix logits = by_hand::logits(s.model, last);  // (1 x V)
        said.push_back(choose(logits));
    }
    return {said.begin() + 1, said.end()};  // without <begin>
}

// A piece, drawn as its probability p (1 x V) has it.
int draw_from(const Matrix& p, Rng& rng) {
    double left = rng.uniform();
    for (int piece = 0; piece + 1 < p.cols(); ++piece) {
        left -= p(0, piece);
        if (left < 0) return piece;
    }
    return p.cols() - 1;
}
// [/speak]

// How sure it is of its first piece, beside a fair die.
void how_uncertain(Page& page, const Stage& s) {
    page.section("A die with many sides");
    const Matrix logits = by_hand::logits(s.model, s.decode({kBegin}));  // (1 x V)
    // <begin> left out, which is piece 0 and is not to be said:
    const ConstView others = logits.view().col_block(1, logits.cols() - 1);
    const Matrix first = softmax_rows(others);
    const double sides = first.cols();
    const double ln_v = std::log(sides);
    const double h = entropy(first);
    const double faces = std::exp(h);
    const double spread = variance(others);
    page.values({{"ln.v", ln_v}, {"entropy", h}, {"faces", faces}});
    page.values({{"sides", first.cols()}, {"fair", 1 / sides}, {"logits.variance", spread}});
    page.values({{"top", first(0, argmax(first.row(0)))}, {"entropy.rule", ln_v - spread / 2}});
    page.term("entropy", "how uncertain a choice is: the mean of −ln p over what may be chosen");
    page.text(R"md(
        How uncertain is it of its very first piece? Its favourite has a probability of @{top:.4f}. A
        fair die with @{sides} sides, one for each piece but `<begin>`, which no answer contains, would give
        each side @{fair:.4f}.)md");
    page.show(first_word_figure(first));
    page.check(
        "choosing its first piece is more uncertain than rolling a die with half as many sides "
        "as there are pieces",
        faces > sides / 2);
    page.text(R"md(
        The curve begins at @{top:.4f} and soon falls below the level of *a fair die*. How do we sum
        up such a curve in one number? Take −ln p of a piece: it is 0 for a piece that is certain, and
        large for one that is hardly expected. Its mean over many draws is called **entropy**. For a fair die
        with V sides it is ln V, because every p is 1/V. Here ln V = @{ln.v:.2f}, and more is impossible.
        Our model has @{entropy:.2f}, as much as a fair die with @{faces:.0f} sides. So this is what we
        have built so far: a die with @{faces:.0f} sides.)md");
    page.deep_dive("Why does the die lose so many sides?", [&] {
        page.check("its entropy is ln V less half the variance of its logits, within 0.1",
                   std::abs(h - (ln_v - spread / 2)) < 0.1);
        page.text(R"md(
            If all the logits were equal, the die would be fair. But they are sums of many small random
            products, and such sums scatter like a *bell curve*: most of them near the middle, few of them
            far away. The more they scatter, the fewer pieces share the choice, and the entropy falls by
            half the variance. Here the variance is @{logits.variance:.2f}, and @{ln.v:.2f} less half of
            that is @{entropy.rule:.2f}, close to the @{entropy:.2f} above.

            Why half the variance? Let the logits z of V pieces scatter like a bell curve around 0, with
            variance v. The probability of a piece is p = e^z / Σ, where Σ is the sum of all e^z. So −ln p =
            ln Σ − z, and the entropy is ln Σ less the mean of z, weighted by p. The mean of e^z over a bell
            curve is e^(v/2), so Σ is about V e^(v/2) and ln Σ about ln V + v/2. And weighting a bell curve
            by e^z moves its mean from 0 to v without changing its shape, so the weighted mean of z is v.
            Together that is ln V + v/2 − v = ln V − v/2.)md");
    });
}

void why_it_stammers(Page& page, const Stage& s) {
    page.section("Why it stammers");
    const double echo = echo_of(s, page.seed(), true);
    const double without = echo_of(s, page.seed(), false);
    page.values({{"echo", echo}, {"echo.without", without}});
    const Matrix first = by_hand::logits(s.model, s.decode({kBegin}));  // (1 x V)
    const bool by_chance = argmax(first.row(0)) != kBegin;
    page.text(R"md(
        Why the same piece again and again? Think of the residual road. The row of the piece that was read
        last travels along it through all the blocks, and something random is added on the way. At the end
        the row is compared with the table that it was taken from. It still resembles the row that it was at
        the start, and so the piece that has just been read is likely to be said. Over many random
        sentences, the model repeats the last piece @{echo:.1f} times as often as chance would; without
        residual connections, @{echo.without:.1f} times.)md");
    if (by_chance)
        page.text(R"md(
            (At the first step it does not repeat `<begin>`, because by chance a different piece is likelier still.))md");
    page.check("with residual connections it tends to repeat what it has just read",
               echo > 1.3 * without);
}

// It does, with a key-value cache and without, but for the rows that it computes.
void the_library_says_the_same(Page& page, const Stage& s, const Ids& greedy, int length) {
    const long n = std::ssize(greedy);
    page.values({{"rows.plain", n * (n + 1) / 2}, {"rows.cached", n}});
    page.text(R"md(
        For every new piece our loop computes all the rows again, one row for the first piece, two for the
        second, and so on: @{rows.plain} rows for @{rows.cached} pieces. The library keeps the keys and
        values of what has been said, and of the source. It computes @{rows.cached} rows, and says the
        same words.)md");
    const Ids words(s.source.begin(), s.source.end() - 1);  // without <end>
    const Ids ours(greedy.begin(), std::find(greedy.begin(), greedy.end(), kEnd));
    DecodeOptions options;
    options.extra_length = length;
    for (const bool cache : {true, false}) {
        options.cache = cache;
        const Decoded theirs = decode(s.model, {words}, options)[0];
        page.check("with and without a key-value cache the library says the same as our loop",
                   first_of(theirs.tokens(), length) == ours);
    }
}

void it_speaks(Page& page, const Stage& s, const Knobs& knobs) {
    page.section("It speaks", Path::shortest);
    page.term("greedy decoding", "always choosing the likeliest piece", {"greedily", "greedy"});
    page.term("logits", "the numbers that a softmax turns into probabilities: one for every piece",
              {"logit"});
    page.text(R"md(
        Everything is in place; let it write. It reads `<begin>`, and the row goes through the blocks. How
        does a row become a word? The row that has come out of the last block is compared, by a dot product, with the
        row of every piece in the embedding table. (It is the table in which pieces are looked up.) Training will
        make it resemble the row of the piece that should come next. That gives one number for each piece of the vocabulary: the **logits**. A softmax
        turns them into probabilities, one piece is chosen and read at the next step, and so on until that
        piece is `<end>`. Taking the likeliest piece each time is called **greedy decoding**. Or a piece is
        drawn at random, as with a loaded die that has these probabilities.

        In code, `speak` is the loop; `s` holds the model and the encoder's rows, and `choose` is one of the
        two ways. Look at the line with `last_row`: of all the rows, only the last is asked for the next
        piece.)md");
    page.setup("speak");
    page.text(R"md(
        Here are the two ways of choosing, `likeliest` and `draw`. A high `temperature` (chapter 05) evens
        out the probabilities from which the model draws, a low one sharpens them.)md");
    Rng rng(page.seed());
    // [choose]
    const auto likeliest = [](const Matrix& logits) {  // greedy
        return argmax(logits.row(0));
    };
    const auto draw = [&](const Matrix& logits) {
        const real temperature = static_cast<real>(knobs.temperature);
        const Matrix p = softmax_rows(scale(logits, 1 / temperature));
        return draw_from(p, rng);
    };

    const Ids greedy = speak(s, knobs.length, likeliest);
    const Ids drawn = speak(s, knobs.length, draw);
    // [/choose]
    page.cell("choose");
    const Names said = names_of(s.bpe, greedy);
    const Names by_dice = names_of(s.bpe, drawn);
    page.data("steps.untrained", first_of(said, 4));
    page.values({{"babble.greedy", joined(said)}, {"babble.drawn", joined(by_dice)}});
    page.value("temperature", knobs.temperature);
    page.values({{"says.greedy", said[0]}, {"says.drawn", by_dice[0]}});
    page.text("These are its first words:");
    page.show(steps_table(said, by_dice), "The article's four steps, and ours");
    page.text(R"md(
        The article's decoder says *I*; ours says `@{says.greedy}`, or `@{says.drawn}` if it draws. Decoding
        greedily, it goes on like this: `@{babble.greedy}`. Drawing, at temperature @{temperature}:
        `@{babble.drawn}`. (A piece like `\xC2` is half of a letter.) It speaks, and it babbles; it
        stammers, too, because the residual road brings the piece that was just read through to the end. How
        could it know better? Every step is the article's, and the paper's. Only the numbers are wrong.)md");
    page.exercise("7.4", "Let a model speak, greedily, and stop in time.");
    how_uncertain(page, s);
    why_it_stammers(page, s);
    page.deep_dive("What is wasteful in our loop",
                   [&] { the_library_says_the_same(page, s, greedy, knobs.length); });
    page.text(R"md(
        That was the whole machine. What follows are details, and they can wait until tomorrow.)md");
}

void declare(Options& options, Knobs& knobs) {
    options.add("sentence", knobs.sentence, "TEXT", "what the encoder reads");
    options.add("target", knobs.target, "TEXT", "what the decoder is given to read");
    options.add("width", knobs.width, 16, 128, "numbers in a row: even, and the heads divide it");
    options.add("heads", knobs.heads, 1, 32, "in each attention layer");
    options.add("layers", knobs.layers, 1, 3, "blocks in each half");
    options.add("depth", knobs.depth, 6, 48, "blocks in the stack that parts are taken from");
    options.add("temperature", knobs.temperature, 0.01, 100, "at which the model draws its words");
    options.add("length", knobs.length, 4, 40, "pieces that it says at most");
    options.on_page("sentence");
    options.on_page("target");
    options.on_page("layers", 1, 3);
    options.on_page("temperature", 0.1, 10);
    options.on_page("length", 4, 40);
}

void build(Page& page, Knobs& knobs) {
    require_input(knobs.width % knobs.heads == 0 && knobs.width % 2 == 0,
                  "--width {} must be even, and --heads {} divide it", knobs.width, knobs.heads);
    const std::vector<TrialRow> trials = recorded_trials();
    const std::vector<SentencePair> pairs = book_corpus().training;
    TransformerConfig config = book_recipe().model;
    config.width = knobs.width;
    config.feed_forward = 4 * knobs.width;
    config.heads = knobs.heads;
    config.encoder_layers = knobs.layers;
    config.decoder_layers = knobs.layers;

    Stage s(small_vocabulary(pairs), config, page.seed());
    s.set(knobs.sentence, knobs.target);
    for (std::size_t i = 0; i < 2; ++i) {
        s.others.push_back(s.with_end(pairs[i].source));
    }

    const Ids said = first_of(s.said, 3);  // one step of the article
    page.values({{"source.pieces", s.source.size()}, {"t.rows", said.size()}});
    page.value("reading", joined(names_of(s.bpe, said)));
    opening(page, s);
    // The two halves:
    two_halves(page, s);
    shift_by_one(page, s);
    // One block:
    add_not_replace(page, knobs.depth);
    back_to_size(page);
    why_not_batch_norm(page);
    think(page, s);
    how_straight(page, s);
    encoder_block(page, s);
    two_places(page, s);
    // The decoder:
    nobody_looks_ahead(page, s);
    the_bridge(page);
    where_labels_come_from(page, s);
    it_speaks(page, s, knobs);
    // Details:
    take_one_away(page, s, knobs.depth);
    parts_in_translators(page, trials);
    one_table(page, s);
    how_many(page, s, knobs.layers);
    many_lengths(page, s);
    every_shape(page, s, said);

    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("He et al. 2016, residuals", "https://arxiv.org/abs/1512.03385");
    page.source("Ba, Kiros and Hinton 2016, layer norm", "https://arxiv.org/abs/1607.06450");
    page.source("Ioffe and Szegedy 2015, batch norm", "https://arxiv.org/abs/1502.03167");
    page.source("Shen et al. 2020, batch norm in Transformers",
                "https://proceedings.mlr.press/v119/shen20e.html");
    page.source("Geva et al. 2021, what feed-forward layers hold",
                "https://arxiv.org/abs/2012.14913");
    page.source("Takase et al. 2022, norm before or after, and depth",
                "https://arxiv.org/abs/2206.00330");
    page.source("Xiong et al. 2020, norm before or after", "https://arxiv.org/abs/2002.04745");
    page.source("Dong et al. 2021, attention alone", "https://arxiv.org/abs/2103.03404");
    page.source("Press and Wolf 2017, one table for input and output",
                "https://arxiv.org/abs/1608.05859");
    page.end(
        {.recap = R"md(
            The encoder turns each piece of the source into a row of numbers. The decoder reads what it
            has said so far, looks across at those rows, and predicts the next piece. Both are stacks of
            blocks: look around, add, normalise; think, add, normalise. Adding keeps the word and lets a nudge
            through, layer norm keeps the numbers at size 1, and the feed-forward layer bends what
            attention can only mix. In training the decoder reads the right sentence, shifted by one, and
            a mask keeps it from looking ahead. Our model has @{parameters:,} numbers, we know where all
            of them are, and it speaks like a die with @{faces:.0f} sides.)md",
         .questions =
             {{"Attention lets every word hear from every other. Why is a feed-forward layer "
               "needed "
               "as well?",
               "Attention gives a word a weighted sum of what the others have to say, and weighted "
               "sums "
               "are straight: in a weighted sum, *not* cannot turn *good* into bad and also *bad* "
               "into "
               "good. The feed-forward "
               "layer can bend, with a ReLU between two matrices, and it works on each word by "
               "itself."},
              {"In training, the decoder is given the right translation to read. Why does it not "
               "simply copy it?",
               "It has to say the *next* piece, not the one that it reads (the shift by one), and "
               "the "
               "causal mask hides all the later places, where the next piece is. What it must say "
               "is "
               "just what it cannot see."},
              {"Suppose the encoder's rows became the keys of the cross-attention, but the values "
               "came "
               "from somewhere else. What would go wrong?",
               "The keys would still tell the decoder where to look, but what it finds there would "
               "not "
               "be what the label says. A query for something to eat would find the place of "
               "*beignets*, and take home whatever else happens to lie in that place."}},
         .next =
             "It babbles, because its numbers are random. Where do the right numbers come from?",
         .answer =
             "The encoder turns each piece into a row of numbers; the decoder looks at those rows "
             "and predicts the next piece."});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>(
        {7, "encoder_decoder", "How is one sentence read, and another written?"}, declare, build);
}

}  // namespace chapter_07
