// Chapter 03: a heap of words becomes a sentence, by a signal that says where each word stands.
#include "notebook/chapter.h"

#include <cmath>

#include "nn/embedding.h"
#include "notebook/machine.h"
#include "signals.h"
#include "trials.h"

namespace chapter_03 {
using namespace book;
namespace {

void opening(Page& page) {
    page.show(machine(Part::positions));
    page.text(R"md(
        In *dog bites man* the dog comes first, so you know that it is the dog who bites. How does the machine know?
        Chapter 02 gave every word a row of numbers, which says what the word means. The highlighted part comes next:
        it adds a second row, which says where the word is. You will see what goes wrong without it, and how
        waves can say where a word is.

        *You need one idea from before: a word is a row of numbers.*)md");
    page.quote(R"("dog bites man"  ≠  "man bites dog"

        Same tokens. Very different evenings.)",
               "the article");
    page.text(R"md(
        The same three words, looked up in the same table, give the same three rows, for the dog's evening as for the
        man's. Then attention, the next part of the machine, turns the three rows into three others.)md");
    page.guess(
        "We send the three rows through attention, first in the order *dog bites man* and then "
        "backwards. How many of the numbers that come out for *dog* differ?",
        "None, but for rounding: the largest difference is @{order.difference.without:.8f}.");
}

void order_is_lost(Page& page, const Words& words, const Matrix& x) {
    page.section("The same words, two evenings", Path::shortest);
    page.term("permutation", "the same things in a different order", {"permutations"});
    const Words backwards(words.rbegin(), words.rend());
    page.values({{"words", words}, {"reversed", backwards}});
    page.values({{"width", x.cols()}, {"count", words.size()}});
    page.text(R"md(
        Chapters 04 and 05 build attention. For now one sentence is enough: *every word becomes a mixture of
        all the words, with larger shares for those that matter to it.* In this experiment, words matter to each other
        if their rows are alike. In the library this is one call; why it takes the rows three times, chapter 04
        explains:)md");
    page.setup("attention", "chapters/03_positions/signals.h");
    page.text(R"md(
        We give it @{words}, and then the same @{count} words backwards, @{reversed}. Each word is a row of @{width}
        random numbers, because what we ask does not depend on what the words mean. The last line puts the
        second result back into the first order, so that we can compare word by word:)md");
    // [without]
    const Matrix forwards = attention(x);  // (n x d)

    const Matrix backwards_in = flip_rows(x);
    const Matrix backwards_out = attention(backwards_in);
    const Matrix reversed = flip_rows(backwards_out);  // in the first order
    // [/without]
    const double without = max_abs_difference(forwards, reversed);
    page.cell("without");
    page.value("order.difference.without", without);
    page.show(both_orders(words, forwards, reversed), "Two of the @{width} numbers of each word");
    page.check("without positions, each word gets the same row in either order", without < 1e-6);
    page.value("first.word", words[0]);
    page.value("first.row", std::vector<real>{forwards(0, 0), forwards(0, 1)});
    page.text(R"md(
        Both times *@{first.word}* gets @{first.row:.4f}, and so on; the largest difference anywhere is
        @{order.difference.without:.8f}, which is rounding. From these numbers you cannot tell who bit whom. A mixture
        is a sum, and a sum does not know in which order it was added up. A different order of the same things is
        called a **permutation**. Attention is *permutation-equivariant*: shuffle the rows that go in, and the same
        rows come out, shuffled in the same way.

        Could training fix this? Not as long as every word may look at every other. So we put the order into the
        numbers.)md");
    page.ahead("mask", "in a deep dive: the argument before it holds only without a mask");
    page.deep_dive("A back door", [&] {
        page.text(R"md(
            If a word may only look at the words *before* it, it can find out how many there are. Haviv et al. (2022)
            showed that models that read in this way learn positions by themselves. Chapter 05 builds the mask that
            hides the later words.)md");
    });
}

void add_where_it_stands(Page& page) {
    page.section("Add where it stands", Path::shortest);
    page.term("positional encoding",
              "a row of numbers that depends only on where a word is, added to the word's row",
              {"positional encodings"});
    page.value("signals", subtract(kArticleSums, kArticleWords));
    page.value("article.rows", kArticleWords);
    page.value("article.sums", kArticleSums);
    page.data("article.sinusoids", add(kArticleWords, sinusoidal_positions(3, 2)));
    page.article_says("I, love, doughnuts with positions (computed: the paper's signals)",
                      "(0.2, 0.3), (0.9, 0.9), (0.7, 0.8)", "article.sinusoids", ".4f");
    page.text("Add a second row that says where the word is. In the article's words:");
    page.quote(R"("love" → \[0.9, 0.8\] + position 2 signal → \[0.9, 0.9\])", "the article");
    page.text(R"md(
        The second word of each sentence gets the same *signal*, whichever word it is; the third gets a different one.
        Such a signal is called a **positional encoding**. Here are the article's three:)md");
    page.show(added_below(kArticleWords, kArticleSums));
    page.text(R"md(
        Read the middle column: @{article.rows[1]} plus @{signals[1]:.1f} is @{article.sums[1]}. (In wide rows, this
        hardly spoils the word.) The article's signals are made up. A good one stays small, is different at every
        place, and from one place to the next it changes by the same amount, in sentences of any length.)md");
}

void what_a_signal_must_do(Page& page, const Matrix& signals) {
    page.section("What a signal must do");
    page.value("length", signals.rows());
    page.text(R"md(
        We want a signal for sentences with any number of words. Let us look at its four rules more closely:

        1. *It stays small*, or it would drown out the word that it is added to.
        2. *It is different* at every position.
        3. *It steps evenly*: from one word to the next it changes by the same amount everywhere.
        4. *It does not ask how long the sentence is*: the third word gets the same signal in a short sentence and
           in a long one.

        Three candidates come to mind. We could count: 0, 1, 2. We could say what share of the sentence has been read:
        0, 1/*n*, 2/*n*. Or we could count in binary, with eight digits in a row, each of them 0 or 1. The table tries
        all three, at @{length} positions. Its last row is the paper's answer.)md");
    const Tries tries = tries_and(signals);
    const Traits& binary = tries.binary;
    const Traits& paper = tries.paper;
    page.show(tries.table,
              "The largest number; how far apart the two most similar signals are; how long the "
              "steps from one position to the next are");
    page.check("from word to word, binary digits change by uneven steps",
               binary.longest > 1.5 * binary.shortest);
    page.check("the paper's signals are different at every position", paper.nearest > 0.1);
    page.check("from word to word, the paper's signals change by equal steps",
               paper.longest - paper.shortest < 1e-4);
    page.values({{"count.largest", tries.count.largest}, {"share.step", tries.share.longest}});
    page.values({{"share.brief", tries.brief_share.longest}, {"binary.high", binary.longest}});
    page.value("binary.low", binary.shortest);
    const BinaryStep step = longest_binary_step(signals.rows());
    page.values({{"binary.from", step.from}, {"binary.to", step.from + 1}});
    page.value("binary.flips", step.flips);
    page.text(R"md(
        The count breaks the first rule: it has grown to @{count.largest} and goes on growing. The share breaks the
        last one. Its step is @{share.step:.3f}, but in a sentence with half as many words it is @{share.brief:.3f},
        so the model could never learn what "the next word" looks like. Binary digits break the third rule. From 4 to
        5, in binary 100 to 101, a single digit flips, a step of @{binary.low:.0f}. From @{binary.from} to
        @{binary.to} it is @{binary.flips} digits at once, a step of √@{binary.flips} = @{binary.high:.3f}.)md");
}

// [sinusoids]
// The angle by which the wheel of column c turns from word to word.
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

void a_row_of_wheels(Page& page, const Matrix& x, const Matrix& signals) {
    page.section("A row of wheels", Path::shortest);
    page.term(
        "sinusoidal encoding",
        "the paper's positional encoding: the sines and cosines of wheels that turn at different "
        "speeds",
        {"sinusoidal encodings", "sinusoid", "sinusoids", "sinusoidal"});
    page.term("wavelength", "how many words it takes until a wave has gone up and down once",
              {"wavelengths"});
    const int width = signals.cols();
    const int n = signals.rows();
    const double round = 2 * std::acos(-1.0);  // once around, in radians
    page.values({{"wheels", width / 2}, {"round.first", round}});
    page.value("round.last", round / speed(width - 1, width));
    page.text(R"md(
        The paper's signal works like an old odometer. One of its wheels turns all the time, each of the others more
        slowly than the one beside it, and together they tell you where you are. (In an odometer the last wheel is the
        fastest; in the paper's table it is the first.) An odometer's wheels jump from
        digit to digit. The paper's glide, and each has a hand. Here is the fastest; the dots are where it points at
        positions 0 to 6 (we count from 0):)md");
    page.values({{"wave.first", signals(1, 0)}, {"hand.cosine", signals(1, 1)}});
    page.value("radian", 360 / round);
    page.show(wheel_figure(signals));
    page.text(R"md(
        How high the hand points is the *sine* of its angle, and how far to the right is the *cosine*. At position 1
        they are @{wave.first:.2f} and @{hand.cosine:.2f}; both stay between −1 and 1 for ever. These are the first two
        columns of the signal. (It takes both, because a hand is at the same height twice in each round.) Each wheel
        fills two, so a width of @{width} has room for @{wheels} wheels.

        All the hands start by pointing to the right. From one word to the next, each wheel turns by its own angle.
        For the first it is one *radian*, @{radian:.1f} degrees, so it has gone round (2π radians) after 360 /
        @{radian:.1f} = @{round.first:.1f} words. This is its **wavelength**. The last wheel needs @{round.last:,}
        words. Such signals are called a **sinusoidal encoding**. With *d* for the width, *i* for the wheel (counted
        from 0), and angles in radians:)md");
    page.formula(
        R"(P_{pos,2i} = \sin(pos / 10000^{2i/d}),\quad P_{pos,2i+1} = \cos(pos / 10000^{2i/d}))",
        "P(pos, 2i) = sin(pos / 10000^(2i/d)),  P(pos, 2i + 1) = cos(pos / 10000^(2i/d))",
        "Vaswani et al. 2017, section 3.5");
    page.text(R"md(
        Why 10000? The paper gives no reason. With so large a number, no sentence is long enough for the slowest
        wheel to go round. In the code, the inner loop writes the two numbers of each hand:)md");
    page.setup("sinusoids");
    page.check("our sinusoids and the library's are the same table",
               max_abs_difference(sinusoids(n, width), signals) < 1e-6);
    page.text("Draw the sines of some wheels from word to word, and they are waves:");
    page.show(waves(signals));
    const int slower = std::min(8, signals.cols() - 2);  // one that the figure shows, or nearly
    page.values({{"wave.slower", signals(1, slower)}, {"wave.column", slower}});
    page.text(R"md(
        At position 1 the wave of column 0 has already climbed to @{wave.first:.2f}, the one of column @{wave.column}
        only to @{wave.slower:.2f}. The fastest wave tells neighbours apart, but soon repeats itself. The slow ones
        hardly move from word to word, but they tell the beginning of a text from its end.)md");
    page.exercise("3.1", "Compute one number of this table.");
    page.text("And the dog? Here is the experiment again, with a signal added to each word:");
    // [with]
    const Matrix p = sinusoidal_positions(x.rows(), x.cols());  // (n x d)
    const Matrix forwards = attention(add(x, p));

    const Matrix backwards_in = add(flip_rows(x), p);
    const Matrix backwards_out = attention(backwards_in);
    const Matrix reversed = flip_rows(backwards_out);
    // [/with]
    const double with = max_abs_difference(forwards, reversed);
    page.cell("with");
    page.value("order.difference.with", with);
    page.check("with positions, the other order gives different rows", with > 0.1);
    page.text(R"md(
        The largest difference is @{order.difference.with:.2f} now. What a position *means* must still be learnt, but
        now it can be.)md");
}

void added_or_beside(Page& page, int positions) {
    page.section("Why add the position, and not write it beside the word?");
    page.text(R"md(
        Adding looks like a crime. We had a row that said what a word means and a row that said where it is, and now
        we have a single row that says neither. Would it not be cleaner to write one after the other, so that each
        keeps its own columns? Let us try, with four numbers for a word and two for a position. The code first writes
        them side by side. Then it *adds* two rows of six numbers, each with zeros where the other has its numbers.
        (`row_block(1, 1)` is row 1 of a matrix, and `concat_cols` writes matrices side by side.))md");
    // [beside]
    const Matrix word{{0.9f, 0.8f, 0.1f, 0.4f}};  // (1 x 4)
    const Matrix place = sinusoidal_positions(2, 2);
    const ConstView second = place.view().row_block(1, 1);  // (1 x 2)

    const Matrix beside = concat_cols({word, second});  // (1 x 6)
    const Matrix word_and_zeros = concat_cols({word, Matrix({1, 2})});
    const Matrix zeros_and_place = concat_cols({Matrix({1, 4}), second});
    const Matrix added = add(word_and_zeros, zeros_and_place);  // (1 x 6)
    // [/beside]
    page.cell("beside");
    page.show(
        matrix_table(concat_rows({word_and_zeros, zeros_and_place, added, beside}),
                     {"word, then zeros", "zeros, then position", "their sum", "side by side"},
                     {"1", "2", "3", "4", "5", "6"}),
        "Six columns, four for the word and two for the position");
    const int words = 100;
    page.values({{"beside", beside(0, 4)}, {"sum.words", words}, {"sum.positions", positions}});
    page.text(R"md(
        The last two rows are equal; column 5, for example, holds @{beside:.2f} in both. So writing side by side *is*
        adding, with columns that are reserved for each. Reserving them costs width: if the position gets as many
        columns as the word, every row is twice as wide, and every matrix that such a row is multiplied by has twice
        as many rows. And training can reserve columns by itself if that helps. It only has to make the words' rows
        nearly zero in the columns where the signals are large.

        But does adding lose anything? In two columns it does: @{article.sums[1]} could be *love* in second place, or a
        different word in a different place. The more columns there are, the less this happens, because in wide rows
        two arrows that have nothing to do with each other are nearly at a right angle. We take @{sum.words} random
        words and @{sum.positions} positions, add each signal to each word, and try to recover both from the sum
        alone. As the word we pick the one whose row has the largest dot product with the sum, because a dot product
        is large when two rows are alike. We pick the position in the same way.)md");
    Rng rng(page.seed());
    Table table{"width", {"overlap", ".3f"}, {"words right", ".1%"}, {"positions right", ".1%"}};
    std::vector<ReadBack> results;
    const std::vector<int> widths{8, 32, 128, 512};
    for (int d : widths) {
        results.push_back(
            read_back(randn({words, d}, rng, 0.5), sinusoidal_positions(positions, d)));
        const ReadBack& r = results.back();
        table.add(d, r.overlap, r.words_right, r.positions_right);
    }
    page.text("This is how often that succeeds, in rows of four different widths:");
    page.show(table, "Overlap: the mean cosine, ignoring its sign, between a word and a signal");
    const ReadBack& narrow = results.front();
    const ReadBack& wide = results.back();
    page.check("in narrow rows, fewer than 80% of the positions can be read from the sum",
               narrow.positions_right < 0.8);
    page.check("in wide rows, word and position can both be read from their sum",
               wide.words_right > 0.99 && wide.positions_right > 0.99);
    page.values({{"narrow.right", narrow.positions_right}, {"wide.right", wide.positions_right}});
    page.values({{"wide.overlap", wide.overlap},
                 {"narrow.width", widths.front()},
                 {"wide.width", widths.back()}});
    page.text(R"md(
        With @{narrow.width} columns the position is right in @{narrow.right:.0%} of cases; with @{wide.width}, the
        width of the paper's model, in @{wide.right:.1%}. There the overlap of a word and a signal is only
        @{wide.overlap:.3f}, where 0 would be a right angle. So adding keeps the rows narrow, and in wide rows hardly
        anything is lost.)md");
    page.deep_dive("How word and position are read back", [&] {
        page.text(R"md(
            The two lines with `+=` count how often the pick is right. (`argmax` gives the column that
            holds the largest number of a row, and `add_bias` adds one row to every row.))md");
        page.setup("read_back", "chapters/03_positions/signals.h");
    });
    page.exercise("3.2", "Read word and position back from their sum, in narrow rows.");
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
    const int n = signals.rows();
    const int here = n / 2;
    const int k = kWordsOn;
    page.section("Why sines: three words on is the same turn everywhere");
    page.value("on", k);
    page.term("relative position",
              "how far one word is from another, wherever in the text the two are",
              {"relative positions"});
    page.text(R"md(
        Other signals are small and even, too. Why wheels? Language is full of *the word before* and *a few words on*,
        no matter where in a text. How far one word is from another is called their **relative position**, and wheels
        are good at it. To go on by @{on} words, turn each wheel by @{on} times its own angle. It does not matter
        where its hand pointed before.

        In numbers: let a hand be at the angle *a*, and turn it by *b*. Its new sine and cosine are mixed from the old
        ones, and the factors of this mixture depend on *b* alone:)md");
    page.formula(R"(\sin(a+b)=\cos b\sin a+\sin b\cos a,\ \cos(a+b)=\cos b\cos a-\sin b\sin a)",
                 "sin(a + b) = cos b sin a + sin b cos a\ncos(a + b) = cos b cos a − sin b sin a");
    page.text(
        "This function does that to all the wheels of a row; the two lines at the end are the "
        "formula:");
    page.setup("turn");
    page.text(R"md(
        Now we turn the signal of every position by the same @{on} words. Then we compute dot products: of each signal
        with every signal, and of each turned signal with every unturned one.)md");
    // [shift]
    Matrix ahead = signals;  // (n x d)  each row turned by the same k words
    for (int pos = 0; pos < n; ++pos) turn(ahead, pos, k);

    const Matrix dots = matmul_nt(signals, signals);  // (n x n)  P P^T
    const Matrix turned = matmul_nt(ahead, signals);  // (n x n)
    // [/shift]
    page.cell("shift");
    const ConstView moved_on = ahead.view().row_block(0, n - k);
    const ConstView further_on = signals.view().row_block(k, n - k);
    page.check("the same turn takes every signal to the one three words on",
               max_abs_difference(moved_on, further_on) < 1e-5);
    page.text(R"md(
        Turned, the signal of position 0 is the signal of position @{on}, and so on. Attention compares rows by their
        dot product. For one wheel, that is the cosine of the angle between two hands, and this angle depends only on
        how far apart the two positions *p* and *q* are:)md");
    page.formula(R"(P_p \cdot P_q = \textstyle\sum_i \cos\big((p - q) / 10000^{2i/d}\big))",
                 "P(p) · P(q) = Σᵢ cos((p − q) / 10000^(2i/d))");
    page.text(R"md(
        Here are the dot products of a position in the middle with all the others, and again after its signal has been
        turned. All are divided by the largest, so that the highest point is 1:)md");
    page.show(closeness_figure(dots, turned, here));
    page.check("the dot product of two signals depends only on how far apart they are",
               unevenness(dots) < 1e-3);
    for (int pos = 0; pos + k < n; ++pos) {
        page.check("after the turn, a signal is most like the one three words on",
                   argmax(turned.row(pos)) == pos + k);
    }
    page.value("fades", double{dots(here, here + 1)} / dots(here, here));
    page.text(R"md(
        A position is most like itself, at 1; its neighbours reach @{fades:.2f}, and further away there are ripples.
        Left and right look the same, so the plain dot product cannot tell *before* from *after*. But turn one of the
        two, and the peak moves @{on} words on. To turn a row is to multiply it by a matrix, and in chapter 04 the
        model gets matrices that it can learn. That is what the paper hoped for:)md");
    page.quote("... it would allow the model to easily learn to attend by relative positions",
               "Vaswani et al. 2017, section 3.5");
}

void never_seen_and_learnt(Page& page, const Matrix& p) {
    page.section("Longer than anything seen, and learnt positions");
    page.term("extrapolation",
              "what a model does with a text that is longer than any in its training",
              {"extrapolate", "extrapolates"});
    page.term(
        "learnt positions",
        "positional encodings that are parameters, found by training, a row for each position",
        {"learnt position"});
    const int n = p.rows();
    const int width = p.cols();
    page.value("last", 20 * n - 1);
    page.text(R"md(
        What happens in a text with more words than any that the model was trained on? That is the question of
        **extrapolation**. The formula has no last row: we can ask it for position @{last}. But the model must have
        learnt what to do with its numbers. Say that training has shown it the first @{length} positions. The code
        makes twenty times as many, looks at the last @{length}, and counts the columns in which there are numbers
        that never occurred in training. And with `traits_of` it measures the steps, as in the table above, including
        those of a table of random numbers, which we shall need in a moment:)md");
    // [longer]
    Rng rng(page.seed());
    const Matrix longer = sinusoidal_positions(20 * n, width);
    const Matrix far(longer.view().row_block(19 * n, n));          // the last n
    const Matrix learnt = randn({n, width}, rng, std::sqrt(0.5));  // at first

    const Traits at_first = traits_of(p);
    const Traits far_out = traits_of(far);
    const Traits to_be_learnt = traits_of(learnt);
    const int unseen = columns_beyond(p, far);
    // [/longer]
    page.values({{"unseen", unseen}, {"beyond", kBeyond}});
    page.value("step.far", far_out.longest);
    page.values({{"learnt.low", to_be_learnt.shortest}, {"learnt.high", to_be_learnt.longest}});
    page.cell("longer");
    page.check("a longer table begins with the shorter one",
               max_abs_difference(longer.view().row_block(0, n), p) == 0);
    const double longest = std::max(far_out.longest, at_first.longest);
    const double shortest = std::min(far_out.shortest, at_first.shortest);
    page.check("far down a text, steps are as even and as long as at the beginning",
               longest - shortest < 1e-4);
    page.check("far down a text, at least a quarter of the columns hold numbers never seen before",
               unseen * 4 >= width);
    page.check("a table of random numbers starts with uneven steps",
               to_be_learnt.longest - to_be_learnt.shortest > 1);
    page.text(R"md(
        Far down the text, a step from word to word is still @{step.far:.3f} long, as it was at the beginning, and in training the hands of the fast wheels have already pointed everywhere. But the slow
        wheels have not gone round even once. In @{unseen} of @{width} columns there are now numbers outside the range
        seen in training, by more than @{beyond}. The authors of the paper hoped that their model would extrapolate.
        Press et al. (2022) measured it: with such signals, models get worse soon after a text grows longer than the
        longest in their training.

        A different way is to *learn* the signals, as the rows of the words are learnt: one row of parameters for each
        position. These are **learnt positions**. The paper tried them, too, with nearly the same results, and BERT
        and GPT-2 use them. But such a table ends: after its last row there is no signal at all. And it starts from
        random numbers, with steps from @{learnt.low:.2f} to @{learnt.high:.2f} in our case. The model has to learn
        for every pair of neighbours that they are neighbours.)md");
}

// [rotary]
Matrix rotary(ConstView x, int first = 0) {  // row r is at first + r
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
    page.ahead("rotary positions", "named as a further step; chapter 12 builds them");
    page.ahead("language model", "what the reader has used; chapter 12 trains one");
    page.text(R"md(
        Adding has a price after all. When attention compares two words with signals, *x* at position *p* and *y* at
        position *q*, the dot product has four terms:)md");
    page.formula(R"((x + P_p)\cdot(y + P_q) = x\cdot y + x\cdot P_q + P_p\cdot y + P_p\cdot P_q)",
                 "(x + P(p)) · (y + P(q)) = x·y + x·P(q) + P(p)·y + P(p)·P(q)");
    page.text(R"md(
        The first term is about the two words, and the last about their distance. The two in the middle compare a word
        with a position, so the result for the same two words is different at the beginning of a text and at its end.

        Rotary positions (Su et al. 2021), which many language models use today, add nothing. They take the numbers of
        a word two by two, as if each pair were a hand, and turn it by an angle that grows with the word's position.
        If two words move down a text together, both hands turn by the same angle, and the angle between them stays
        the same. So the dot product of two words depends on how far apart they are, but not on where they are.

        In the code, row `r` of the sentence is word number `first + r` of the text. The second function turns only
        what is compared, and mixes the rows as they were. (Su et al. turn in the other direction, which makes no
        difference as long as all the words turn alike.))md");
    page.setup("rotary");
    const int n = x.rows();
    const Matrix p = sinusoidal_positions(length + n, x.cols());
    page.text(R"md(
        To see the difference, we move the same sentence further and further down a text, and compare its first word
        with its last. One list is for added signals, the other for turned words:)md");
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
    page.text("The picture shows how far both lists move from their first number:");
    page.show(places_figure(added, turned));
    // [rotary_order]
    const Matrix forwards = rotary_attention(x);

    const Matrix backwards_in = flip_rows(x);
    const Matrix backwards_out = rotary_attention(backwards_in);
    const Matrix reversed = flip_rows(backwards_out);
    // [/rotary_order]
    const double order = max_abs_difference(forwards, reversed);
    page.values({{"order.difference.rotary", order}, {"wobble", spread(added)}});
    page.value("wobble.last", added.back() - added.front());
    page.value("shift.last", length);
    page.values({{"places.added", added.front()}, {"places.turned", turned.front()}});
    page.check("with added signals, the dot product depends on where the sentence is",
               spread(added) > 0.1);
    page.check("with rotary positions, the dot product depends only on how far apart the words are",
               spread(turned) < 1e-4);
    page.text(R"md(
        At the beginning of the text the dot product is @{places.added:.2f} with added signals and
        @{places.turned:.2f} with turned words. From there on the first wobbles within a range of @{wobble:.2f} (after
        @{shift.last} words it has changed by @{wobble.last:+.2f}), and the second stays as it is, wherever in the
        text the sentence is. Does the order within the sentence still matter? Here is the dog, for the last
        time:)md");
    page.cell("rotary_order");
    const Matrix rotated = rotary(x);
    page.check("turning a word's row leaves its length unchanged",
               max_abs_difference(row_dots(rotated, rotated), row_dots(x, x)) < 1e-3);
    page.check("rotary positions tell the two orders apart", order > 1e-3);
    page.text(R"md(
        It does: the rows differ by up to @{order.difference.rotary:.3f}. (With added signals it was
        @{order.difference.with:.2f}, because there the signals themselves are mixed in; here only the shares change,
        and training decides how much.) And because a turn does not change the length of a word's arrow, it cannot
        drown out the word. This book stays with the paper's sinusoids all the same.)md");
    page.exercise("3.3", "Compare the words of two texts using rotary positions.");
}

struct Knobs {
    std::string sentence = "dog bites man";
    int width = 32;
    int length = 40;
};

void declare(Options& options, Knobs& knobs) {
    options.add("sentence", knobs.sentence, "TEXT",
                "2 to 24 words, which are also sent in backwards");
    options.add("width", knobs.width, 4, 256, "numbers of a word and of a signal, even");
    options.add("length", knobs.length, 8, 200, "positions that are drawn and measured");
    options.on_page("sentence");
    options.on_page("width", 4, 256);
    options.on_page("length", 8, 40);
}

void build(Page& page, Knobs& knobs) {
    require_input(knobs.width % 2 == 0, "--width {}: must be even, two numbers a wheel",
                  knobs.width);
    const std::vector<TrialRow> trials = recorded_trials();
    const Words words = words_of(knobs.sentence);
    const Matrix x = vectors_of(words, knobs.width, page.seed());            // (n x d)
    const Matrix signals = sinusoidal_positions(knobs.length, knobs.width);  // (knobs.length x d)

    opening(page);
    order_is_lost(page, words, x);
    add_where_it_stands(page);
    what_a_signal_must_do(page, signals);
    a_row_of_wheels(page, x, signals);
    added_or_beside(page, knobs.length);
    positions_in_translators(page, trials);
    a_shift_is_a_turn(page, signals);
    never_seen_and_learnt(page, signals);
    rotary_positions(page, x, knobs.length);

    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("Haviv et al. 2022", "https://arxiv.org/abs/2203.16634");
    page.source("Press, Smith and Lewis 2022", "https://arxiv.org/abs/2108.12409");
    page.source("Su et al. 2021 (RoFormer)", "https://arxiv.org/abs/2104.09864");
    page.end(
        {.recap = R"md(
            Attention mixes rows, and a mixture does not know the order of what went in: backwards, the same words got
            the same rows. So each position has a signal of its own, which is added to the word that is
            there. The paper's signal is a row
            of wheels, from one that goes round in @{round.first:.1f} words to one that takes @{round.last:,}. It
            stays between −1 and 1, and going on by three words is the same turn everywhere. In a wide row, both word
            and position can be read back from their sum.)md",
         .questions =
             {{"Why does a machine that mixes rows not notice their order?",
               "A mixture is a sum of the rows, each with its share. The shares depend on the rows "
               "and not on their places, and a sum is the same in any order."},
              {"Why is one wave not enough?",
               "A fast wave tells neighbours apart but soon repeats itself, so that distant "
               "positions look the same. A wave that is slow enough not to repeat itself within a "
               "text hardly changes from word to word. Together they do both."},
              {"What is the difference between adding a position and writing it beside the word?",
               "None in principle: writing it beside the word is adding it in reserved columns. "
               "But reserved columns make the row wider and every matrix that reads it larger, and "
               "in a wide row a word and a signal hardly overlap anyway."}},
         .next = "A word has a meaning and a position. How does it look at another word?",
         .answer = "Each position has a signal of its own, added to the word that is there."});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({3, "positions", "How does it know that the dog bit first?"},
                                 declare, build);
}

}  // namespace chapter_03
