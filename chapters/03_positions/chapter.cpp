// Chapter 03: a bag of words becomes a sentence, by a signal that says where each word stands.
#include "notebook/chapter.h"

#include "nn/embedding.h"
#include "signals.h"

namespace chapter_03 {
using namespace book;
namespace {

void order_is_lost(Page& page, const Words& words, const Matrix& x) {
    page.section("The same words, two evenings");
    page.quote(R"("dog bites man"  ≠  "man bites dog")", "the article");
    const Words backwards(words.rbegin(), words.rend());
    page.values({{"words", words}, {"reversed", backwards}});
    page.values({{"width", x.cols()}, {"count", words.size()}});
    page.text(R"md(
        Chapter 02 made a vector of every word: its place on a map. A sentence is now @{count} vectors,
        one under the other: each has a *position*, too. Does what we compute depend on it?

        What a Transformer does with them is *attention*, still a black box. One sentence about it is
        enough today: *every word becomes a mixture of all the words, with larger shares for those that
        matter to it.* Here those matter that are alike; chapters 04 and 05 open the box.

        We give it @{words}, and then the same words read backwards, @{reversed}. The second result is
        turned round again, so that each word stands beside itself. The vectors of this page are invented:
        @{width} random numbers for each word. What we ask today does not depend on what words mean.)md");
    page.setup("attention", "chapters/03_positions/signals.h");
    page.guess("How many of the numbers that come out for a word change when the order does?",
               "None. The largest difference, @{order.difference.without:.1e}, is rounding.");
    // [without]
    const Matrix forwards = attention(x);  // (n x d)

    const Matrix backwards_in = flip_rows(x);
    const Matrix backwards_out = attention(backwards_in);
    const Matrix reversed = flip_rows(backwards_out);  // turned round again

    const double without = max_abs_difference(forwards, reversed);
    // [/without]
    page.cell("without");
    page.value("order.difference.without", without);
    page.show(both_orders(words, forwards, reversed), "Two of the @{width} numbers of each word");
    page.check("without positions, each word gets the same row in either order", without < 1e-6,
               {"order.difference.without:.1e"});
    page.text(R"md(
        Who bites cannot be told from who is bitten. No training can mend that: a mixture is a sum, and a
        sum does not know in which order it was added up. In the field's words attention is
        *permutation-equivariant*: shuffle the rows that go in, and the same rows come out, shuffled. If
        order is to count, it must be in the vectors.)md");
}

// [sinusoids]
// By how much the wheel of column c turns from word to word, in radians.
double speed(int c, int width) {
    const int i = c / 2;  // columns 2i and 2i + 1 are one wheel
    return 1 / std::pow(10000.0, 2.0 * i / width);
}

Matrix sinusoids(int length, int width) {
    Matrix p({length, width});  // (n x d)
    for (int pos = 0; pos < length; ++pos) {
        for (int c = 0; c < width; c += 2) {  // wheel by wheel
            const double angle = pos * speed(c, width);
            p(pos, c) = static_cast<real>(std::sin(angle));
            p(pos, c + 1) = static_cast<real>(std::cos(angle));
        }
    }
    return p;
}
// [/sinusoids]

void what_a_signal_must_do(Page& page, const Matrix& signals) {
    page.section("What a signal must do");
    page.quote(R"("love" → \[0.9, 0.8\] + position 2 signal → \[0.9, 0.9\])", "the article");
    page.value("signals", subtract(kArticleSums, kArticleWords));
    page.value("length", signals.rows());
    page.data("article.sinusoids", add(kArticleWords, sinusoidal_positions(3, 2)));
    page.article_says("I, love, doughnuts with positions (computed: the paper's signals)",
                      "(0.2, 0.3), (0.9, 0.9), (0.7, 0.8)", "article.sinusoids", ".4f");
    page.text(R"md(
        The idea is as simple as that: add to each word a *signal* that depends only on where it stands.
        What the article added to *I*, *love* and *doughnuts* is @{signals[0]:.1f}, @{signals[1]:.1f} and
        @{signals[2]:.1f}: made up, as an example may be. A good signal for sentences of any length

        1. *stays small*, or it drowns the word that it is added to;
        2. *is different* at every position;
        3. *steps evenly*: from one word to the next it changes by as much everywhere;
        4. *knows no length*: a position has the same signal in a short sentence and in a long one.

        Three tries come to mind. Count: 0, 1, 2. Or say which share of the sentence lies behind. Or count
        in binary, eight digits side by side, each 0 or 1. Here they are, measured at @{length} positions.
        In the last row stands the answer of *Attention Is All You Need*, the paper; it comes next.)md");
    const Tries tries = tries_and(signals);
    const Traits& binary = tries.binary;
    const Traits& paper = tries.paper;
    page.show(tries.table,
              "Largest number; distance of the closest two positions, and of neighbours");
    page.check("counting grows", tries.count.largest > 1);
    page.check("a share knows the length", tries.brief_share.longest > 1.5 * tries.share.longest);
    page.check("binary digits step unevenly", binary.longest > 1.5 * binary.shortest);
    page.check("the sinusoids stay between -1 and 1", paper.largest <= 1);
    page.check("no two positions have the same sinusoids", paper.nearest > 0.01);
    page.check("sinusoids step evenly", paper.longest - paper.shortest < 1e-4);
    page.text(R"md(
        The count grows without end. A step of the share is twice as long if the sentence is half as long.
        Binary digits nearly do it; but from 7 to 8 four digits flip at once, from 8 to 9 only one.)md");
}

void a_row_of_wheels(Page& page, const Matrix& x, const Matrix& signals) {
    page.section("A row of wheels");
    const int width = signals.cols();
    const int length = signals.rows();
    const double round = 2 * std::acos(-1.0);  // once around, in radians
    page.values({{"wheels", width / 2}, {"round.first", round}});
    page.value("round.last", round / speed(width - 1, width));
    page.text(R"md(
        Binary digits turn like the wheels of a mileage counter: the first at every step, each further one
        more slowly. Let the wheels *glide*, and nothing flips at once. Each wheel has a hand. The sine of
        its angle says how far up the hand points, the cosine how far to the right. That makes two numbers
        a wheel, and @{wheels} wheels in a width of @{width}. The first has gone round after @{round.first:.1f}
        words, the last after @{round.last:,}.)md");
    page.formula(R"(P_{pos,2i} = \sin(pos / 10000^{2i/d}),\quad P_{pos,2i+1} = \cos(\text{same}))",
                 "P(pos, 2i) = sin(pos / 10000^(2i/d)),  P(pos, 2i + 1) = cos(same)",
                 "Vaswani et al. 2017, section 3.5");
    page.setup("sinusoids");
    page.check("the library has the same table",
               max_abs_difference(sinusoids(length, width), signals) < 1e-6);
    page.show(map_of(signals));
    page.text(R"md(
        A row is what is added to the word that stands there. Read down a column, and a wheel turns. On
        the left neighbours differ much; on the right only positions that are far apart do.)md");
    page.exercise("3.1", "Compute one number of this table.");
    page.text("And the dog? The same sentence again, with a signal added to each word:");
    // [with]
    const Matrix p = sinusoidal_positions(x.rows(), x.cols());  // (n x d)
    const Matrix forwards = attention(add(x, p));

    const Matrix backwards_in = add(flip_rows(x), p);
    const Matrix backwards_out = attention(backwards_in);
    const Matrix reversed = flip_rows(backwards_out);

    const double with = max_abs_difference(forwards, reversed);
    // [/with]
    page.cell("with");
    page.value("order.difference.with", with);
    page.check("with positions, another order gives other rows", with > 0.01);
    page.text(R"md(
        The largest difference is @{order.difference.with:.2f} now. What it means is still to be learnt.)md");
}

// [turn]
// Turns every wheel of row r on, as far as it goes in `steps` words.
void turn(Matrix& m, int r, int steps) {
    for (int c = 0; c < m.cols(); c += 2) {
        const double b = steps * speed(c, m.cols());
        const double y = m(r, c);      // how far up the hand points
        const double x = m(r, c + 1);  // and how far to the right

        m(r, c) = static_cast<real>(y * std::cos(b) + x * std::sin(b));
        m(r, c + 1) = static_cast<real>(x * std::cos(b) - y * std::sin(b));
    }
}
// [/turn]

void a_shift_is_a_turn(Page& page, const Matrix& signals) {
    page.section("Three words on is the same turn everywhere");
    page.text(R"md(
        Language is full of *the word before* and *two words on*, wherever that is. To go on by k words,
        turn each wheel by k times its speed. Below, a hand is at angle a and is turned by b. Whatever a
        was, its sine and cosine are mixed with the same factors, which depend on b only:)md");
    page.formula(R"(\sin(a+b)=\cos b\sin a+\sin b\cos a,\ \cos(a+b)=\cos b\cos a-\sin b\sin a)",
                 "sin(a + b) = cos b sin a + sin b cos a\ncos(a + b) = cos b cos a − sin b sin a");
    page.setup("turn");
    const int n = signals.rows();
    const int here = n / 2;
    const int k = 3;
    // [shift]
    Matrix ahead = signals;  // (n x d)  each row turned by the same k words
    for (int pos = 0; pos < n; ++pos) turn(ahead, pos, k);

    const Matrix dots = matmul_nt(signals, signals);  // (n x n)  P P^T
    const Matrix turned = matmul_nt(ahead, signals);  // (n x n)
    // [/shift]
    page.cell("shift");
    const ConstView moved_on = ahead.view().row_block(0, n - k);
    const ConstView further_on = signals.view().row_block(k, n - k);
    page.check("one turn moves every position on by three, wherever it is",
               max_abs_difference(moved_on, further_on) < 1e-5);
    page.text(R"md(
        Why does that matter? Attention takes more from what is more alike, and it measures that by the
        *dot product*: multiply number by number, and add up. For two wheels that is the cosine of the
        angle between their hands, so for two positions a sum of cosines, of their *distance* only:)md");
    page.formula(R"(P_p \cdot P_q = \textstyle\sum_i \cos\big((p - q) / 10000^{2i/d}\big))",
                 "P(p) · P(q) = Σᵢ cos((p − q) / 10000^(2i/d))");
    page.show(closeness_figure(dots, turned, here));
    page.check("dot products of positions depend on distances only", unevenness(dots) < 1e-3);
    for (int pos = 0; pos + k < n; ++pos) {
        page.check("turned, a position is most like the third on",
                   argmax(turned.row(pos)) == pos + k);
    }
    page.value("fades", double{dots(here, here + 1)} / dots(here, here));
    page.text(R"md(
        A neighbour is @{fades:.0%} as close as the position itself, and further off there are ripples. Left
        and right are alike: the dot product alone does not tell *before* from *after*. But turn one side,
        and the peak moves. A turn is a matrix, and chapter 04 gives the model matrices to learn. That was
        what the paper hoped for.)md");
    page.quote("... it would allow the model to easily learn to attend by relative positions",
               "Vaswani et al. 2017, section 3.5");
    page.exercise("3.2", "Invent a signal of your own that keeps all the rules.");
}

void never_seen_and_learnt(Page& page, const Matrix& p) {
    page.section("Longer than anything seen, and learnt positions");
    const int n = p.rows();
    const int width = p.cols();
    // [longer]
    Rng rng(page.seed());
    const Matrix longer = sinusoidal_positions(20 * n, width);
    const Matrix far(longer.view().row_block(19 * n, n));          // the last n
    const Matrix learnt = randn({n, width}, rng, std::sqrt(0.5));  // at first

    const Traits at_first = traits_of(p);
    const Traits far_out = traits_of(far);
    const Traits to_be_learnt = traits_of(learnt);
    // [/longer]
    page.value("last", 20 * n - 1);
    page.values({{"step", at_first.longest}, {"step.far", far_out.longest}});
    page.values({{"learnt.low", to_be_learnt.shortest}, {"learnt.high", to_be_learnt.longest}});
    page.text(R"md(
        The formula has no last row. At position @{last:,} a step is @{step.far:.3f} long, at the
        beginning @{step:.3f}. But the slow wheels stand there as training never showed them, and Press et
        al. (2022) measured that such models get worse soon after the longest text they learnt from.

        Another way is to *learn* the signals as the words are learnt, a row of numbers for each position.
        The paper tried that, too, with nearly the same results; BERT and GPT-2 do it. Such a table ends
        somewhere, and after its end there is no row. And it starts as random numbers, with steps from
        @{learnt.low:.2f} to @{learnt.high:.2f} here: what a neighbour is must be learnt for each.)md");
    page.cell("longer");
    page.check("a longer table begins with the shorter one",
               max_abs_difference(longer.view().row_block(0, n), p) == 0);
    const double longest = std::max(far_out.longest, at_first.longest);
    const double shortest = std::min(far_out.shortest, at_first.shortest);
    page.check("far out, steps are as even and as long as at the beginning",
               longest - shortest < 1e-4);
    page.check("a table to be learnt starts with uneven steps",
               to_be_learnt.longest - to_be_learnt.shortest > 0.1);
}

// [rotary]
Matrix rotary(ConstView x, int first = 0) {  // row r stands at first + r
    Matrix y(x);
    for (int r = 0; r < y.rows(); ++r) {
        turn(y, r, first + r);
    }
    return y;
}

// What is compared is turned, what is mixed is not.
Matrix rotary_attention(const Matrix& x) {  // (n x d) -> (n x d)
    const Matrix turned = rotary(x);
    return scaled_dot_product_attention(turned, turned, x);
}
// [/rotary]

void rotary_positions(Page& page, const Matrix& x, int length) {
    page.section("A further step: turn the words themselves");
    page.text("Adding has its price. Of two words with signals, this is the dot product:");
    page.formula(R"((x + P_p)\cdot(y + P_q) = x\cdot y + x\cdot P_q + P_p\cdot y + P_p\cdot P_q)",
                 "(x + P(p)) · (y + P(q)) = x·y + x·P(q) + P(p)·y + P(p)·P(q)");
    page.text(R"md(
        The first term is about the words, the last about their distance. The two in the middle mix a word
        with a position: two words would be another matter at the end of a letter than at its beginning.

        Rotary positions (Su et al. 2021) add nothing. They take the numbers of a word two by two, as if
        each pair were a hand, and *turn* it by the word's position. In a dot product only the angle
        between two hands counts. Turn both by the same, and nothing changes: only the distance of the
        words is left. Many language models of today do so, to what is compared, not to what is mixed.
        (Su's turn goes the other way round, which is as good if all do.))md");
    page.setup("rotary");
    const int n = x.rows();
    const Matrix p = sinusoidal_positions(length + n, x.cols());
    // [places]
    Numbers added;   // the dot product of the first word and the last
    Numbers turned;  // the same, by rotary positions
    for (int shift = 0; shift <= length; ++shift) {  // words before them
        const Matrix shifted = add(x, p.view().row_block(shift, n));
        added.push_back(double{dot(shifted.row(0), shifted.row(n - 1))});

        const Matrix rotated = rotary(x, shift);
        turned.push_back(double{dot(rotated.row(0), rotated.row(n - 1))});
    }
    // [/places]
    page.cell("places");
    page.show(places_figure(added, turned));
    // [rotary_order]
    const Matrix forwards = rotary_attention(x);

    const Matrix backwards_in = flip_rows(x);
    const Matrix backwards_out = rotary_attention(backwards_in);
    const Matrix reversed = flip_rows(backwards_out);

    const double order = max_abs_difference(forwards, reversed);
    // [/rotary_order]
    page.cell("rotary_order");
    page.values({{"order.difference.rotary", order}, {"wobble", spread(added)}});
    page.check("with added signals, the position counts, too", spread(added) > 0.01);
    page.check("with rotary positions, only distances count", spread(turned) < 1e-4);
    const Matrix rotated = rotary(x);
    page.check("a turn leaves each word as long as it was",
               max_abs_difference(row_dots(rotated, rotated), row_dots(x, x)) < 1e-3);
    page.check("rotary positions tell the two orders apart", order > 1e-4);
    page.text(R"md(
        One curve wobbles by @{wobble:.2f}, the other is flat. Still the order is seen: backwards, the rows
        differ by @{order.difference.rotary:.3f}. This book stays with the paper's sinusoids.)md");
    page.exercise("3.3", "Compare the words of two texts by rotary positions.");
}

struct Knobs {
    std::string sentence = "dog bites man";
    int width = 32;
    int length = 40;
};

void declare(Options& options, Knobs& knobs) {
    options.add("sentence", knobs.sentence, "TEXT", "2 to 24 words, which are read backwards, too");
    options.add("width", knobs.width, 4, 256, "numbers of a word and of a signal, even");
    options.add("length", knobs.length, 8, 200, "positions that are drawn and measured");
}

void build(Page& page, Knobs& knobs) {
    require_input(knobs.width % 2 == 0, "--width {}: must be even, two numbers a wheel",
                  knobs.width);
    const Words words = words_of(knobs.sentence);
    const Matrix x = vectors_of(words, knobs.width, page.seed());            // (n x d)
    const Matrix signals = sinusoidal_positions(knobs.length, knobs.width);  // (knobs.length x d)

    order_is_lost(page, words, x);
    what_a_signal_must_do(page, signals);
    a_row_of_wheels(page, x, signals);
    a_shift_is_a_turn(page, signals);
    never_seen_and_learnt(page, signals);
    rotary_positions(page, x, knobs.length);

    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("Press, Smith and Lewis 2022", "https://arxiv.org/abs/2108.12409");
    page.source("Su et al. 2021 (RoFormer)", "https://arxiv.org/abs/2104.09864");
    page.end(
        {.recap = "Each position has a signal of its own, added to the word that stands there.",
         .next = "A word has a meaning and a position. How does it look at another word?"});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({3, "positions", "How does it know that the dog bit first?"},
                                 declare, build);
}

}  // namespace chapter_03
