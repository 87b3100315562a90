// The sections of chapter 07 on what a block is made of: a residual connection and layer norm, the
// feed-forward, and what becomes of a stack of blocks when one of them is taken away.
#pragma once

#include "experiments.h"

namespace chapter_07 {
using namespace book;

const char* const kByHand = "chapters/07_encoder_decoder/by_hand.h";
const char* const kExperiments = "chapters/07_encoder_decoder/experiments.h";
const char* const kParts = "chapters/07_encoder_decoder/parts.h";

inline void add_and_norm(Page& page) {
    page.section("First part: add, do not replace");
    page.text(R"md(
        Attention gives a word a mixture of what others have to say (chapter 05). It does not replace
        the word. It is *added* to it: a *residual connection* (He et al. 2016). A word stays
        what it is, and learns something new. What has nothing to say can say zero.

        Sums grow. So the row is brought back to a size that the next part is used to: take away its
        mean, divide by its standard deviation. That is *layer norm*. Then each column is multiplied by
        a gain g and gets a bias b, which are learnt; they start as 1 and 0, and change nothing yet.)md");
    page.formula(
        R"(\mathrm{LayerNorm}(x)_c = g_c\,\frac{x_c - \mu}{\sqrt{\sigma^2 + \epsilon}} + b_c)",
        "LayerNorm(x)_c = g_c (x_c − μ) / √(σ² + ε) + b_c", "Ba, Kiros and Hinton 2016");
    page.text("On paper, with invented numbers:");
    Parameters learnt;
    const LayerNorm norm = make_layer_norm(learnt, "norm", 4);  // gain 1, bias 0
    // [paper]
    const Matrix word{{4, 8, 9, 15}};                   // (1 x 4)
    const Matrix heard{{-1, 1, 2, 2}};                  // (1 x 4)
    const Matrix sum = add(word, heard);                // (1 x 4)
    const Matrix row = by_hand::layer_norm(norm, sum);  // gain 1, bias 0
    // [/paper]
    page.cell("paper", kParts);
    page.values({{"sum", sum.row(0)}, {"row", row.row(0)}});
    page.values({{"mean", mean(sum)}, {"deviation", std::sqrt(variance(sum))}});
    page.text(R"md(
        The sum is @{sum}, its mean @{mean}, its standard deviation @{deviation}. What goes on is
        @{row:.1f}. Here is the code. The ε keeps a row of equal numbers from a division by 0:)md");
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
    page.check("a hundred times louder, a row comes out alike",
               max_abs_difference(loud_normed, normed) < 1e-3);
    const Matrix one_row(x.view().row_block(2, 1));
    page.check("a row's norm knows no other row",
               by_hand::layer_norm(norm, one_row) == Matrix(normed.view().row_block(2, 1)));
    page.text(R"md(
        A row is normed by itself: over its own numbers, not over the sentence, nor over others
        that are learnt with it.
        And two numbers are too few. The article's *I* and *love*, before signals were added, would
        become @{two[0]:.2f} and @{two[1]:.2f}: all that is left is which of the two is larger.)md");
    page.exercise("7.2", "Write layer norm, with gain and bias.");
}

inline void think(Page& page, const Stage& s) {
    page.section("Second part: each word thinks for itself");
    page.text(R"md(
        What a word takes from the others is a weighted sum of values, and a value is one product away
        from its row. All of that is straight: where the weights stay, twice the input is twice the
        output. To decide something, a model must be able to bend. So behind the attention stands a
        small network, which sees one word and none of the others. It makes the row wider, sets what
        is negative to 0, and makes the row narrow again:)md");
    page.formula(R"(\mathrm{FFN}(x) = \max(0,\, xW_1 + b_1)\,W_2 + b_2)",
                 "FFN(x) = max(0, x W₁ + b₁) W₂ + b₂", "Vaswani et al. 2017, equation 2");
    page.setup("feed_forward", kByHand);
    // clang-format off
    // [absolute]
    const Matrix w1{{1, -1}};                       // (1 x 2)
    const Matrix w2{{1}, {1}};                      // (2 x 1)
    const Matrix x{{-3}, {0}, {5}};                 // (3 x 1)  three words

    const Matrix wide = matmul(x, w1);              // (3 x 2)
    const Matrix y = matmul(relu(wide), w2);        // (3 x 1)
    const Matrix straight = matmul(wide, w2);       // without the max
    const Matrix one = matmul(x, matmul(w1, w2));   // one matrix
    // [/absolute]
    // clang-format on
    page.cell("absolute", kParts);
    page.values({{"absolute.x", x}, {"absolute.y", y}});
    const EncoderLayer& layer = s.model.encoder()[0];
    const auto numbers_in = [](const Linear& linear) {
        return static_cast<double>(linear.weight.shape().size());
    };
    const FeedForward& network = layer.feed_forward;
    const double thinking = numbers_in(network.inner) + numbers_in(network.outer);
    const double looking = 4 * numbers_in(layer.self_attention.query);  // query, key, value, output
    page.value("thinking", thinking / (thinking + looking));
    page.text(R"md(
        The max is what counts. With it two tiny matrices, which learnt nothing but were thought up, make
        @{absolute.y[0][0]}, @{absolute.y[1][0]} and @{absolute.y[2][0]} of @{absolute.x[0][0]},
        @{absolute.x[1][0]} and @{absolute.x[2][0]}: the absolute value, which no matrix can give. Without
        it two matrices are one. This network, the *feed-forward*, is most of an encoder block: here it has
        @{thinking:.0%} of the numbers in a block's matrices.)md");
    page.check("two matrices and a max make an absolute value", y == Matrix{{3}, {0}, {5}});
    page.check("without the max two matrices are one", straight == one);
    Rng rng(page.seed());
    const Matrix words = randn({6, s.model.config().width}, rng);
    const Matrix all = by_hand::feed_forward(network, words);
    for (int i = 0; i < words.rows(); ++i) {
        const Matrix alone = by_hand::feed_forward(network, words.view().row_block(i, 1));
        const Matrix among_others(all.view().row_block(i, 1));
        page.check("a word thinks alike, alone and among others", alone == among_others);
    }

    const Bend bend = walk(4, rng);
    page.show(bend_figure(bend));
    page.text(R"md(
        Here is one word, alone in its sentence, moved along a straight line. It can look at itself only,
        so the weight is 1 throughout, and what attention adds to it lies on a straight line, too. What
        the feed-forward adds has kinks, and with enough of them any curve can be drawn. (Both are
        measured without layer norm. It bends, too, but only by stretching.))md");
    page.check("attention of a word to itself is a straight line", bend_of(bend.attention) < 1e-4);
    page.check("the feed-forward bends it", bend_of(bend.feed_forward) > 1e-3);
}

inline void encoder_block(Page& page, const Stage& s) {
    page.section("A block of the encoder");
    page.text(R"md(
        Look round, add, norm; think, add, norm. Attention and feed-forward are the *sublayers*, and
        around each stands the same frame:)md");
    page.formula(R"(x \leftarrow \mathrm{LayerNorm}(x + \mathrm{Sublayer}(x)))",
                 "x ← LayerNorm(x + Sublayer(x))", "Vaswani et al. 2017, section 3.1");
    page.setup("how", kByHand);
    page.setup("sublayer", kByHand);
    page.setup("encoder_block", kByHand);
    // [encode]
    Tape tape(Tape::Mode::inference);
    const Var library = s.library_encode(tape, s.source);    // (S x d)
    const Matrix ours = by_hand::encode(s.model, s.source);  // (S x d)
    // [/encode]
    page.cell("encode", kParts);
    page.check("our encoder and the library's agree",
               max_abs_difference(library.value(), ours) < 1e-4);
    page.check("a block gives back the shape that it was given",
               ours.shape() == Shape{static_cast<int>(s.source.size()), s.model.config().width});
    page.text(R"md(
        What comes out has the shape of what went in. So blocks can be stacked, each with matrices of its
        own: the second looks at words that the first has mixed already, and can ask what the first could
        not. An encoder is such a stack: the paper's has six. Its frame norms *after* the sum (post-norm). Many newer models norm
        *before* the sublayer (pre-norm), and leave the sum alone (Xiong et al. 2020 compare them).)md");
    page.exercise("7.3", "Build the frame, in both orders.");
}

inline void take_one_away(Page& page, const Stage& s, int depth) {
    page.section("Take one away");
    page.guess("A stack of random blocks, without residuals. How many make all words alike?",
               "After @{alike.without} the rows differ by less than a ten-thousandth.");
    TransformerConfig config = s.model.config();
    config.encoder_layers = depth;
    config.decoder_layers = 1;
    const Transformer deep(config, page.seed());
    const Matrix x = by_hand::read(deep, s.source, {});
    // clang-format off
    // [variants]
    How no_residual;
    no_residual.residual = false;

    How no_norm;
    no_norm.norm = Norm::none;

    How no_feed_forward;
    no_feed_forward.feed_forward = false;

    How norm_before;
    norm_before.norm = Norm::before;

    const Blocks& blocks = deep.encoder();
    const std::vector<Depths> all{
        through("whole", blocks, x, {}),
        through("no residual", blocks, x, no_residual),
        through("no layer norm", blocks, x, no_norm),
        through("no feed-forward", blocks, x, no_feed_forward),
        through("norm before", blocks, x, norm_before)};
    // [/variants]
    // clang-format on
    page.value("depth", depth);
    page.text(R"md(
        What is each part good for? Stack @{depth} blocks with random numbers, take one part out of
        all of them, and measure after each block. How different are the words still from each other?
        And how large are the numbers?)md");
    page.setup("spread", kExperiments);
    page.setup("stack", kExperiments);
    page.cell("variants", kParts);
    page.show(alike_figure(all));
    const Depths& whole = all[0];
    const Depths& without_residual = all[1];
    const Depths& without_norm = all[2];
    const Depths& with_norm_before = all[4];
    page.value("alike.without", first_below(without_residual.spread, 1e-4));
    page.value("kept", whole.spread[4]);
    page.check("without residuals four blocks leave less than a hundredth of the difference",
               without_residual.spread[4] < 0.01 * without_residual.spread[0]);
    page.check("with residuals they leave at least ten times as much",
               whole.spread[4] > 10 * without_residual.spread[4]);
    page.text(R"md(
        An average of averages is soon the same everywhere. Without residuals the difference does not
        halve from block to block, it falls faster and faster (for attention alone Dong et al. 2021
        prove it), until only rounding is left. With them @{kept:.0%} is left after four blocks. It falls
        there, too, as long as nothing has been learnt.)md");
    page.show(sizes_figure(all));
    const double all_growth = without_norm.size.back() / without_norm.size[0];
    const double growth = std::pow(all_growth, 1.0 / depth);  // of one block
    page.values({{"growth", growth}, {"size.after", without_norm.size.back()}});
    page.value("size.before", with_norm_before.size.back());
    page.check("without layer norm the numbers grow from block to block", growth > 1.05);
    page.check("with it they have size 1 after every block",
               std::abs(whole.size.back() - 1) < 1e-3);
    page.text(R"md(
        Without layer norm a block makes numbers @{growth:.1f} times as large, in the mean, and after
        @{depth} blocks they have size @{size.after:.0f}. The softmax of such scores is a choice (chapter
        05). Normed after every sum, they have size 1. Normed before the sublayers they do grow, to
        @{size.before:.1f}, but what a sublayer sees has size 1.

        And the feed-forward? Without it both curves run close to those of the whole. What it is good for
        cannot be seen here: it neither keeps words apart nor numbers small. It bends.)md");
}

}  // namespace chapter_07
