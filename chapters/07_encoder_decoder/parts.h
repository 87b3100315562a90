// The sections of chapter 07 on what a block is made of: a residual connection, layer norm, the
// feed-forward; how they stand together; and what becomes of a stack of blocks when one is taken away.
#pragma once

#include "diagrams.h"
#include "experiments.h"

namespace chapter_07 {
using namespace book;

const char* const kByHand = "chapters/07_encoder_decoder/by_hand.h";
const char* const kExperiments = "chapters/07_encoder_decoder/experiments.h";
const char* const kParts = "chapters/07_encoder_decoder/parts.h";

inline void add_not_replace(Page& page, int depth) {
    page.section("First part: add, do not replace", Path::shortest);
    page.text(R"md(
        Let us build a block. Its first part is attention, which gives every word a mixture of what the
        others have to say. If that mixture took the place of the word, *beignets* would be gone after
        the first block, and only its neighbours' opinions would be left. So the mixture is *added* to
        the word. Here is a small example, with invented numbers: a word, and what it has heard from the
        others. The last line adds them up.)md");
    // [paper]
    const Matrix word{{4, 8, 9, 15}};     // (1 x 4)
    const Matrix heard{{-1, 1, 2, 2}};    // (1 x 4)  from the attention
    const Matrix sum = add(word, heard);  // (1 x 4)
    // [/paper]
    page.cell("paper", kParts);
    const double tenth = 0.1;
    page.value("sum", sum.row(0));
    page.values({{"nudge.without", std::pow(tenth, depth)},
                 {"nudge.with", std::pow(1 + tenth, depth)},
                 {"nudge.part", tenth},
                 {"nudge.one", 1 + tenth},
                 {"depth", depth}});
    page.term("residual connection",
              "the path by which a row bypasses a part of the model unchanged, to be added to that "
              "part's result",
              {"residual connections", "residuals", "skip connection", "skip connections"});
    page.text(R"md(
        The sum is @{sum}: still mostly the word, and a little of what it has heard. The road on which
        the word travels past attention is called a **residual connection** (He et al. 2016, in image
        networks). It does three things for us.

        - *The word stays.* However many blocks follow, its own row is part of the sum.
        - *Saying nothing is easy.* An attention layer that has nothing to add only has to give zeros,
          and the word goes on unchanged.
        - *A nudge gets through.* A model is trained by nudging its numbers and watching what comes out
          at the far end. Suppose each part passes on @{nudge.part} of a nudge. After @{depth} parts in a
          row, @{nudge.without:.12f} of it is left: nothing. With the road beside it, each part passes on
          the nudge itself and @{nudge.part} more. That is @{nudge.one} times the nudge, and after
          @{depth} parts @{nudge.with:.1f} times. It arrives.)md");
}

inline void back_to_size(Page& page) {
    page.section("Back to a size that the next part knows", Path::shortest);
    const Matrix sum{{3, 9, 11, 17}};
    Parameters learnt;
    const LayerNorm norm = make_layer_norm(learnt, "norm", 4);
    Matrix away = sum;
    for (real& number : away.flat()) number -= static_cast<real>(mean(sum));
    const Matrix differences = away;
    const Matrix squares = multiply(away, away);
    page.values({{"mean", mean(sum)}, {"deviation", std::sqrt(variance(sum))}});
    page.values({{"differences", differences.row(0)},
                 {"squares", squares.row(0)},
                 {"variance", variance(sum)}});
    const Matrix row = by_hand::layer_norm(norm, sum);  // gain 1, bias 0
    page.value("row", row.row(0));
    page.term("layer norm",
              "brings every row, by itself, to mean 0 and standard deviation 1; then stretches and "
              "shifts each column as it has learnt",
              {"layer norms", "layer normalization", "LayerNorm"});
    page.text(R"md(
        There is a price for adding. Add something in block after block, and the numbers tend to grow. So
        after every sum the row is brought back to a standard size. Take our @{sum} and a pencil. The mean
        is @{mean}. The differences from the mean are @{differences}, their squares @{squares}. The mean of
        the squares is @{variance}, and its root, @{deviation}, is the standard deviation. Divide each
        difference by it, and you have the row that is passed on: @{row:.1f}. This is called **layer norm**
        (Ba, Kiros and Hinton 2016).

        At the end every column c may be stretched by a gain *g* and shifted by a bias *b*. Both are
        learnt; they start as 1 and 0 and change nothing yet. In one line:)md");
    page.formula(
        R"(\mathrm{LayerNorm}(x)_c =
           g_c\,\frac{x_c - \mathrm{mean}(x)}{\sqrt{\mathrm{variance}(x) + \epsilon}} + b_c)",
        "LayerNorm(x)_c = g_c (x_c − mean(x)) / √(variance(x) + ε) + b_c",
        "Ba, Kiros and Hinton 2016");
    page.text(R"md(
        The tiny number ε makes sure that we never divide by 0, even if all the numbers in a row are equal.
        In code, the two lines that compute `centre` and `deviation` see one row only.)md");
    page.setup("layer_norm", kByHand);
    Rng rng(page.seed());
    const Matrix x = randn({5, 4}, rng, 3);
    const Matrix loud = scale(x, 100);
    const Matrix normed = by_hand::layer_norm(norm, x);
    const Matrix normed_by_library = layer_norm_rows(x, norm.gain.value(), norm.bias.value());
    const Matrix loud_normed = by_hand::layer_norm(norm, loud);
    const LayerNorm two = make_layer_norm(learnt, "two", 2);
    const Matrix article = by_hand::layer_norm(two, Matrix{{0.1f, 0.2f}, {0.9f, 0.8f}});
    page.value("two", article);
    page.check("by hand and in the library layer norm is the same",
               max_abs_difference(normed_by_library, normed) < 1e-5);
    page.check("a row times 100 gives the same result",
               max_abs_difference(loud_normed, normed) < 1e-3);
    const Matrix one_row(x.view().row_block(2, 1));
    page.check("a row comes out the same, alone and among others",
               by_hand::layer_norm(norm, one_row) == Matrix(normed.view().row_block(2, 1)));
    page.text(R"md(
        A row times 100 gives the same result, because each row is measured against itself alone.)md");
    page.exercise("7.2", "Write layer norm, with gain and bias.");
}

// [batch_norm]
inline Matrix along_rows(const Matrix& x) {  // layer norm: gain 1, bias 0
    const Matrix gain({1, x.cols()}, 1);
    const Matrix bias({1, x.cols()}, 0);
    return layer_norm_rows(x, gain, bias);
}

inline Matrix down_columns(const Matrix& x) {  // batch norm
    return transpose(along_rows(transpose(x)));
}
// [/batch_norm]

// What becomes of one word in three kinds of company.
inline void three_companies(Page& page) {
    page.text(R"md(
        In code, batch norm is layer norm of the transposed matrix:)md");
    page.setup("batch_norm", kParts);
    page.text(R"md(
        Take our word and give it three kinds of company: two words like it, two words with large numbers,
        and nobody. The last two lines normalise the same rows in both ways, and keep what becomes of our
        word.)md");
    // [companies]
    const Matrix word{{3, 9, 11, 17}};
    const Matrix quiet{{5, 8, 12, 16}, {4, 13, 10, 15}};
    const Matrix loud{{30, 8, -20, 16}, {-24, 13, 40, 15}};

    std::vector<Matrix> by_row;  // what becomes of the word
    std::vector<Matrix> by_column;
    for (const Matrix& others : {quiet, loud, Matrix({0, 4})}) {
        const Matrix all = concat_rows({word, others});  // (3 x 4), or (1 x 4)
        by_row.push_back(first_rows(along_rows(all), 1));
        by_column.push_back(first_rows(down_columns(all), 1));
    }
    // [/companies]
    page.cell("companies", kParts);
    const auto text = [](const Matrix& m) { return format_value(Value(m.row(0)), ".1f"); };
    Table table{"in company", "layer norm", "batch norm"};
    const Names names{"two words like it", "two words with large numbers", "nobody"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        table.add(names[i], text(by_row[i]), text(by_column[i]));
    }
    page.show(table, "What becomes of the same word");
    page.values({{"batch.quiet", by_column[0].row(0)[0]}, {"batch.loud", by_column[1].row(0)[0]}});
    page.check("layer norm gives a word the same row in any company, and batch norm does not",
               max_abs_difference(by_row[0], by_row[1]) < 1e-6 &&
                   max_abs_difference(by_column[0], by_column[1]) > 0.5);
    page.check("batch norm leaves nothing of a word that is alone",
               book::norm(by_column[2]) < 1e-3);
    page.text(R"md(
        Read the first number of each row. Layer norm gives the same one three times. Batch norm gives
        @{batch.quiet:.1f} and @{batch.loud:.1f} in the first two, and alone the word is wiped out.
        Pictures can live with that: they come in large batches, all of one size, and after training,
        averages that were noted down earlier are used instead. Sentences are short and long, and rare
        words come in clumps, so the columns' means jump about from batch to batch. Shen et al. (2020)
        measured this, and found it to be the reason why plain batch norm does so much worse on language.
        And a translator often works alone, one piece at a time; if it then uses the averages that were
        noted down, it computes something other than it did in training.

        Layer norm has a weakness, too: very narrow rows. The article's *I* and *love* have two
        numbers each, and would become @{two[0]:.2f} and @{two[1]:.2f}: all that is left is which number
        is larger. Real rows are wide enough for this not to matter.)md");
}

inline void why_not_batch_norm(Page& page) {
    page.section("Why along the row, and not down the column?");
    page.ahead("batch", "explained in passing, because batch norm is named after it");
    page.term("batch norm",
              "brings every column to mean 0 and standard deviation 1 over all the rows that are "
              "computed together; layer norm does so for every row",
              {"batch normalization"});
    page.text(R"md(
        Networks that look at pictures often use **batch norm** instead (Ioffe and Szegedy 2015). It takes
        the mean and the standard deviation of each *column*, over all the words in a batch, that is, in all
        the sentences that are computed together. Then what becomes of a word depends on its company,
        which changes all the time; a word alone is wiped out, because the only number in its column is its
        own mean; and an early word learns something about the later ones, whatever the mask says. Layer
        norm does the same for one word and for a thousand, in training and in use.)md");
    page.deep_dive("One word in three kinds of company, normalised both ways",
                   [&] { three_companies(page); });
}

inline void think(Page& page, const Stage& s) {
    page.section("Second part: each word thinks for itself", Path::shortest);
    page.text(R"md(
        Attention mixes. Is that not enough? Take a French critic who writes *pas mauvais*, "not bad".
        Attention can tell *bad* that there is a *not* in front of it. Let the word's row now hold two
        numbers: is there a *not*, and is the word itself a *good*? Is the critic pleased?)md");
    Table verdicts{"he writes", "not", "good", "pleased"};
    verdicts.add("good", 0, 1, 1);
    verdicts.add("not good", 1, 1, 0);
    verdicts.add("bad", 0, 0, 0);
    verdicts.add("not bad", 1, 0, 1);
    page.show(verdicts, "What the row of the last word says, and what should come of it");
    page.text(R"md(
        Try to compute the last column as a weighted sum of the two before, plus a constant. From *bad*
        to *not bad* only the *not* changes, and the answer rises by 1, so the weight of *not* would
        have to be +1. From *good* to *not good*, again, only the *not* changes, and the answer falls
        by 1, so it would have to be −1. It cannot be both: a weighted sum is straight. And values,
        mixtures and products with matrices are nothing but weighted sums. (A softmax does bend. But it
        only decides *who* is heard, not what a word makes of what it hears.))md");
    page.term("ReLU", "keeps a positive number and makes a negative one 0", {"relu", "ReLUs"});
    page.term("feed-forward layer",
              "the small network in every block that works on each word by itself: wider, ReLU, "
              "narrow again",
              {"feed-forward layers", "feed-forward", "feed-forward network"});
    page.text(R"md(
        To decide something, a model has to be able to bend. So attention is followed by a small network
        that sees one word and none of the others. It makes the row wider, sets every negative number to
        0, and makes the row narrow again. Setting negative numbers to 0 is called **ReLU**; it is the
        bend. The whole network is the **feed-forward layer**:)md");
    page.formula(R"(\mathrm{FFN}(x) = \max(0,\, xW_1 + b_1)\,W_2 + b_2)",
                 "FFN(x) = max(0, x W₁ + b₁) W₂ + b₂", "Vaswani et al. 2017, equation 2");
    const Matrix critic{{0, 1}, {1, 1}, {0, 0}, {1, 0}};  // not, good
    const Matrix both = relu(matmul(critic, Matrix{{1, -1}, {-1, 1}}));
    const Matrix pleased = transpose(matmul(both, Matrix{{1}, {1}}));  // (1 x 4)
    page.value("pleased", pleased.row(0));
    const EncoderLayer& layer = s.model.encoder()[0];
    const auto numbers_in = [](const Linear& linear) {
        return static_cast<double>(linear.weight.shape().size());
    };
    const FeedForward& network = layer.feed_forward;
    const double thinking = numbers_in(network.inner) + numbers_in(network.outer);
    const double looking = 4 * numbers_in(layer.self_attention.query);  // query, key, value, output
    page.value("thinking", thinking / (thinking + looking));
    page.text(R"md(
        How does that help our critic? Let one number of the wide row be *not* minus *good*, and another
        *good* minus *not*. ReLU keeps whichever of the two is positive. Add both up, and for the four
        lines of the table you get @{pleased}: he is understood.)md");
    page.check("with a ReLU between two matrices the critic is understood in all four lines",
               pleased == Matrix{{1, 0, 0, 1}});
    page.text(R"md(
        So attention carries news from word to word, and the feed-forward layer makes something of it,
        word by word. It is large: @{thinking:.0%} of the numbers in the matrices of our encoder's blocks
        are its own.)md");
}

inline void straight_and_bent(Page& page, const Stage& s) {
    const FeedForward& network = s.model.encoder()[0].feed_forward;
    page.text(R"md(
        The code invents two tiny matrices and leaves the biases out. `w1` turns one number, x, into two, x
        and −x; `w2` adds the two up. Compare `y`, with the ReLU between the two products, and `straight`,
        without it.)md");
    // clang-format off
    // [absolute]
    const Matrix w1{{1, -1}};                       // (1 x 2)
    const Matrix w2{{1}, {1}};                      // (2 x 1)
    const Matrix x{{-3}, {0}, {5}};                 // (3 x 1)  three words

    const Matrix wide = matmul(x, w1);              // (3 x 2)
    const Matrix y = matmul(relu(wide), w2);        // (3 x 1)
    const Matrix straight = matmul(wide, w2);       // without the ReLU
    const Matrix one = matmul(x, matmul(w1, w2));   // one matrix
    // [/absolute]
    // clang-format on
    page.cell("absolute", kParts);
    const Matrix flat = transpose(straight);
    page.values({{"absolute.x", x}, {"absolute.y", y}});
    page.value("straight", flat.row(0));
    page.check("two matrices with a ReLU between them take the sign away",
               y == Matrix{{3}, {0}, {5}});
    page.check("without the ReLU two matrices are no more than one", straight == one);
    page.text(R"md(
        It turns @{absolute.x[0][0]}, @{absolute.x[1][0]} and @{absolute.x[2][0]} into @{absolute.y[0][0]},
        @{absolute.y[1][0]} and @{absolute.y[2][0]}, each number without its sign. Without the ReLU we get
        @{straight}: two matrices in a row are as good as one, and here x and −x cancel.

        And here is the whole layer, the formula as code. `linear` multiplies by a matrix and adds the
        bias.)md");
    page.setup("feed_forward", kByHand);
    Rng rng(page.seed());
    const Matrix words = randn({6, s.model.config().width}, rng);
    const Matrix all = by_hand::feed_forward(network, words);
    for (int i = 0; i < words.rows(); ++i) {
        const Matrix alone = by_hand::feed_forward(network, words.view().row_block(i, 1));
        const Matrix among_others(all.view().row_block(i, 1));
        page.check("the feed-forward layer treats a word the same, alone and among others",
                   alone == among_others);
    }
    const Bend bend = walk(4, rng);
    page.text(R"md(
        Now take a single word, alone in its sentence, and move its row along a straight line. It can
        look at itself only, so its attention weight is 1 throughout. What do the two parts add
        to its first number?)md");
    page.show(bend_figure(bend));
    page.values({{"bend.attention", bend_of(bend.attention)},
                 {"bend.feed_forward", bend_of(bend.feed_forward)}});
    page.check("what attention adds to a lone word lies on a straight line",
               bend_of(bend.attention) < 1e-4);
    page.check("what the feed-forward layer adds does not", bend_of(bend.feed_forward) > 1e-3);
    page.text(R"md(
        The line labelled *by attention* is straight: every point lies midway between its neighbours, to
        within @{bend.attention:.7f}, which is rounding. The one labelled *by the feed-forward layer* has
        kinks, where a point is off the line by up to @{bend.feed_forward:.2f}; there is one wherever a
        number in the wide row crosses 0. A few kinks make a corner, and enough of them come
        as close to any smooth curve as you like. (Both lines are measured without layer norm, which bends
        in its own way.)

        In large trained models, individual numbers in the wide row have been found to respond to patterns in
        the text, such as a certain phrase (Geva et al. 2021).)md");
}

inline void how_straight(Page& page, const Stage& s) {
    page.section("Straight and bent");
    page.text(R"md(
        How little it takes to bend! Two matrices with a ReLU between them can strip a number x of its sign:
        the ReLU keeps whichever of x and −x is positive. Without it, two matrices can do no more than one.
        Each number in the wide row adds one kink to a straight line, and with enough kinks you can come
        close to any smooth curve.)md");
    page.deep_dive("Straight and bent, in numbers and in a picture",
                   [&] { straight_and_bent(page, s); });
}

inline void encoder_block(Page& page, const Stage& s) {
    page.section("A block", Path::shortest);
    page.ahead("dropout", "shown where it belongs in a block; chapter 08 explains what it is for");
    page.text(R"md(
        Now we have all that a **block** is made of (many texts call it a *layer*): look around, add,
        normalise; think, add, normalise. Attention and feed-forward are its two *sublayers*.)md");
    page.show(block_figure(s));
    page.values({{"block.rows", s.source.size()}});
    page.text(R"md(
        The heavy lines, labelled *unchanged*, are the residual road. The grey boxes mark the places where
        training sets some numbers to 0 at random, so that the model relies on no single one. This is
        *dropout* (chapter 08).

        A block takes @{block.rows} rows of @{width} numbers and returns rows of the same shape. So blocks
        can be stacked, each with matrices of its own. The second looks at words that the first has already
        mixed, and can ask what the first could not.)md");
}

inline void block_in_code(Page& page, const Stage& s) {
    page.text(R"md(
        First, where dropout is: after each sublayer, just before the sum. In the whole model it has one more
        place, where the rows come in, after embeddings plus positions (Vaswani et al. 2017, section 5.4).
        Some libraries also drop attention weights, which the paper does not mention. Leave dropout out, as
        we do here, and the same short formula describes the frame around either sublayer:)md");
    page.formula(R"(x \leftarrow \mathrm{LayerNorm}(x + \mathrm{Sublayer}(x)))",
                 "x ← LayerNorm(x + Sublayer(x))", "Vaswani et al. 2017, section 3.1");
    page.text(R"md(
        In *Take one away* we are going to take parts out and see what happens. So the code has a list of
        switches, which says what is there.)md");
    page.setup("how", kByHand);
    page.text(R"md(
        With these switches the frame is six lines. `f` is the sublayer, attention or feed-forward. In
        the paper's setting, `Norm::after`, the second line does nothing, and the others are the formula
        above.)md");
    page.setup("sublayer", kByHand);
    page.text(R"md(
        A block puts the frame around both. It first gives names to what the sublayers do, `look` and
        `think`. (`note` writes down what passes by, for the table in *Every shape*. It changes nothing,
        so read past it.))md");
    page.setup("encoder_block", kByHand);
    page.text(R"md(
        An encoder is a loop over such blocks. Here are the library's encoder and ours; `s` holds the model and
        both sentences.)md");
    // [encode]
    const Matrix library = s.library_encode(s.source);       // (S x d)
    const Matrix ours = by_hand::encode(s.model, s.source);  // (S x d)
    // [/encode]
    page.cell("encode", kParts);
    page.value("encode.apart", max_abs_difference(library, ours));
    page.check("our encoder and the library's agree, to within 0.0001",
               max_abs_difference(library, ours) < 1e-4);
    page.check("what comes out of a stack of blocks has the shape of what went in",
               ours.shape() == Shape{static_cast<int>(s.source.size()), s.model.config().width});
    page.text(R"md(
        The two were written independently, and differ by at most @{encode.apart:.7f}, which is
        rounding.)md");
}

inline void two_places(Page& page, const Stage& s) {
    page.section("Before or after?");
    page.term("post-norm", "the norm comes after the residual sum, as in the paper", {"Post-LN"});
    page.term("pre-norm",
              "the norm comes before the sublayer, and the residual road has none on it",
              {"Pre-LN"});
    page.text(R"md(
        The paper normalises after the sum, which is called **post-norm**. Most of today's models normalise
        what goes into the sublayer instead, and leave the sum alone. That is **pre-norm**.)md");
    page.show(norms_figure());
    page.text(R"md(
        Follow the heavy road from the upper *rows* to the lower. Under post-norm all that travels on it
        passes through *layer norm*, in every block. Under pre-norm there is nothing on the road but sums.
        That has three consequences.

        - *Size.* Under post-norm every block passes on rows of a standard size. Under pre-norm the rows
          on the road may grow, so such models put one last norm at the end of the stack.
        - *Training.* On a free road a nudge travels unchanged from one end to the other; under post-norm it
          is rescaled in every block. A fresh post-norm model reacts so strongly to nudges to its last
          blocks that training has to begin with very small steps (Xiong et al. 2020). Their pre-norm models
          could do without such care. (Ours, in *Two parts, tried in trained translators*, could not.)
        - *Result.* Neither is simply better. Takase et al. (2022) report that post-norm does better up
          to about six blocks, the paper's depth. With ten or more its training often fails, and
          pre-norm's does not.)md");
    page.exercise("7.3", "Build the frame around a sublayer, in both orders.");
    page.deep_dive("The block in code", [&] { block_in_code(page, s); });
    page.text(R"md(
        That was the block, and the halfway point. The doughnut is served.)md");
}

// What a stack of random blocks does to the words, with something taken away.
struct Variants {
    Depths whole, no_residual, attention_alone, no_feed_forward, no_norm, norm_before;
};

inline Variants variants_of(const Transformer& deep, const Matrix& x) {
    // clang-format off
    // [variants]
    How no_residual;
    no_residual.residual = false;

    How attention_alone;  // and the norm
    attention_alone.residual = false;
    attention_alone.feed_forward = false;

    How no_feed_forward;
    no_feed_forward.feed_forward = false;

    How no_norm;
    no_norm.norm = Norm::none;

    How norm_before;
    norm_before.norm = Norm::before;

    const Blocks& blocks = deep.encoder();
    Variants all{
        through("complete block", blocks, x, {}),
        through("no residual", blocks, x, no_residual),
        through("attention alone", blocks, x, attention_alone),
        through("no feed-forward", blocks, x, no_feed_forward),
        through("no layer norm", blocks, x, no_norm),
        through("pre-norm", blocks, x, norm_before)};
    // [/variants]
    // clang-format on
    return all;
}

// How a stack is measured, in code.
inline void measured(Page& page) {
    page.text(R"md(
        `spread` takes the average row, and says how far the rows are from it.)md");
    page.setup("spread", kExperiments);
    page.text(R"md(
        `through` sends the rows through the stack and writes down both measures after each block.)md");
    page.setup("stack", kExperiments);
    page.text("And these are the stacks that we compare, each made with one or two switches:");
    page.cell("variants", kParts);
}

inline void take_one_away(Page& page, const Stage& s, int depth) {
    page.section("Take one away");
    page.guess(
        "Take a stack of random blocks without residual connections. After how many of them are "
        "all the words alike?",
        "After @{alike.without} blocks the rows differ by less than a ten-thousandth.");
    TransformerConfig config = s.model.config();
    config.encoder_layers = depth;
    config.decoder_layers = 1;
    const Transformer deep(config, page.seed());
    const Variants all = variants_of(deep, by_hand::read(deep, s.source, {}));
    page.text(R"md(
        What is each part good for? Let us stack @{depth} blocks full of random numbers, take one part
        out of all of them, and look after every block. How different from one another are the words then?
        We measure how far the rows are from their average: 0 means that they are all the same.)md");
    page.show(alike_figure({all.whole, all.no_residual, all.attention_alone, all.no_feed_forward}));
    const Numbers& without = all.no_residual.spread;
    const Numbers& alone = all.attention_alone.spread;
    const Numbers& kept = all.whole.spread;
    page.value("alike.without", first_below(without, 1e-4));
    page.values({{"kept", kept[4]}, {"lost.two", without[2]}, {"alone.two", alone[2]}});
    page.values({{"kept.no_feed_forward", all.no_feed_forward.spread[4]}, {"kept.start", kept[0]}});
    page.check(
        "without residual connections four blocks leave less than a hundredth of the difference",
        without[4] < 0.01 * without[0]);
    page.check("with them, four blocks leave at least ten times as much",
               kept[4] > 10 * without[4]);
    page.text(R"md(
        Start with the line *no residual*. Averages of averages are soon the same everywhere: after two
        blocks a difference that began at @{kept.start:.2f} is down to @{lost.two:.3f}, and then it falls
        faster and faster, until there is nothing but rounding. In the line *complete block*, with the
        residual road, it is still @{kept:.2f} after four blocks. Now the second question: how large do the
        numbers get?)md");
    page.show(sizes_figure({all.whole, all.no_norm, all.norm_before}));
    const double all_growth = all.no_norm.size.back() / all.no_norm.size[0];
    const double growth = std::pow(all_growth, 1.0 / depth);  // of one block
    page.values({{"growth", growth}, {"size.after", all.no_norm.size.back()}});
    page.value("size.before", all.norm_before.size.back());
    page.check("without layer norm the numbers grow from block to block", growth > 1.05);
    page.check("with it they have size 1 after every block",
               std::abs(all.whole.size.back() - 1) < 1e-3);
    page.text(R"md(
        In the line *no layer norm* each block makes the numbers @{growth:.1f} times as large, on average,
        and after @{depth} blocks they have reached @{size.after:.0f}. Scores made from such numbers turn
        a softmax into a hard choice that hardly learns any more (chapter 05). In the line *complete block*,
        which is post-norm, the size is 1 after every block. In the line *pre-norm* the numbers on the road
        grow slowly, to @{size.before:.1f}, while all that a sublayer sees has size 1.)md");
    page.deep_dive("How it was measured, and whether the feed-forward layer helps", [&] {
        measured(page);
        page.text(R"md(
            And the feed-forward layer? Dong et al. (2021) prove that attention alone loses the difference
            between the words at breathtaking speed. What stops this, they say, are residual
            connections *and* feed-forward layers. Our figure shows the first plainly, but not the second.
            With the road, the feed-forward layers hardly matter: without them
            @{kept.no_feed_forward:.2f} is left after four blocks. Without the road, in the lines *no
            residual* and *attention alone*, it is @{lost.two:.3f} against @{alone.two:.3f} after two,
            and with other random numbers it can be the other way round. In the proof, the help depends on
            how strongly a feed-forward layer pulls similar rows apart. Ours, with random numbers, hardly
            does.)md");
    });
}

}  // namespace chapter_07
