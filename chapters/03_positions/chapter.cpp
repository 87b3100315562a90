// Chapter 03: a heap of words becomes a sentence, by a signal that says where each word stands.
#include "notebook/chapter.h"

#include <cmath>

#include "nn/embedding.h"
#include "notebook/machine.h"
#include "signals.h"

namespace chapter_03 {
using namespace book;
namespace {

void opening(Page& page) {
    page.show(machine(Part::positions));
    page.text(R"md(
        Chapter 02 gave every word a row of numbers, which says what the word means. The part that is lit comes
        right behind it, and it looks almost too simple to have a chapter of its own: it adds a second row of numbers
        to the first. Here you see what goes wrong without it, and why the second row is made of waves.

        *You need one idea from before: a word is a row of numbers. Allow about half an hour, not counting the
        exercises.*)md");
    page.quote(R"("dog bites man"  ≠  "man bites dog"
        Same tokens. Very different evenings.)",
               "the article");
    page.text(R"md(
        The same three words, looked up in the same table, give the same three rows, for the dog's evening as for the
        man's. Does the machine notice that they come in another order? Before it is built we can only guess;
        so guess.)md");
    page.guess(
        "How many of the numbers that come out for a word change when the sentence is read "
        "backwards?",
        "None. The largest difference, @{order.difference.without:.1e}, is rounding.");
}

void order_is_lost(Page& page, const Words& words, const Matrix& x) {
    page.section("The same words, two evenings", Path::shortest);
    page.term("permutation", "the same things in another order", {"permutations"});
    const Words backwards(words.rbegin(), words.rend());
    page.values({{"words", words}, {"reversed", backwards}});
    page.values({{"width", x.cols()}, {"count", words.size()}});
    page.text(R"md(
        What the machine does with the rows is called attention, and chapters 04 and 05 open its box. Today one sentence
        about it is enough: *every word becomes a mixture of all the words, with larger shares for those that matter to
        it.* Here those matter that are alike. In the program this is one call:)md");
    page.setup("attention", "chapters/03_positions/signals.h");
    page.text(R"md(
        We give it @{words}, and then the same @{count} words read backwards, @{reversed}. Each word is a row of
        @{width} random numbers, because what we ask does not depend on what the words mean. The second result is
        turned round again at the end, so that every word stands beside itself:)md");
    // [without]
    const Matrix forwards = attention(x);  // (n x d)

    const Matrix backwards_in = flip_rows(x);
    const Matrix backwards_out = attention(backwards_in);
    const Matrix reversed = flip_rows(backwards_out);  // turned round again
    // [/without]
    const double without = max_abs_difference(forwards, reversed);
    page.cell("without");
    page.value("order.difference.without", without);
    page.show(both_orders(words, forwards, reversed), "Two of the @{width} numbers of each word");
    page.check("without positions, each word gets the same row in either order", without < 1e-6,
               {"order.difference.without:.1e"});
    page.value("first.row", std::vector<real>{forwards(0, 0), forwards(0, 1)});
    page.text(R"md(
        Both times the first word gets @{first.row:.4f} and so on, down to a difference of
        @{order.difference.without:.1e}, which is rounding. Nobody can tell from these numbers who bit whom. The reason is
        simple: a mixture is a sum, and a sum does not know in which order it was added up. Another order of the same
        things is called a **permutation**, and attention is *permutation-equivariant*: shuffle the rows that
        go in, and the same rows come out, shuffled.

        Could training mend this? As long as every word may look at every other, it cannot. (There is one back door. If
        a word may only look at the words *before* it, it can find out how many there are, and models that read so have
        been shown to learn positions by themselves: Haviv et al. 2022. Chapter 05 builds such a mask.) The straight way
        is to put the order into the numbers.)md");
    page.ahead("mask", "half a sentence, in brackets: what is said here is true without one only");
}

void add_where_it_stands(Page& page) {
    page.section("Add where it stands", Path::shortest);
    page.term("positional encoding",
              "a row of numbers that depends only on where a word stands, added to the word's row",
              {"positional encodings"});
    page.value("signals", subtract(kArticleSums, kArticleWords));
    page.value("article.rows", kArticleWords);
    page.value("article.sums", kArticleSums);
    page.data("article.sinusoids", add(kArticleWords, sinusoidal_positions(3, 2)));
    page.article_says("I, love, doughnuts with positions (computed: the paper's signals)",
                      "(0.2, 0.3), (0.9, 0.9), (0.7, 0.8)", "article.sinusoids", ".4f");
    page.text("The idea is as simple as that. In the article's words:");
    page.quote(R"("love" → \[0.9, 0.8\] + position 2 signal → \[0.9, 0.9\])", "the article");
    page.text(R"md(
        The second word of every sentence gets the same *signal*, whichever word it is; the third word gets another.
        Such a signal is called a **positional encoding**. Here is what the article does, for all three words:)md");
    page.show(added_below(kArticleWords, kArticleSums));
    page.text(R"md(
        Read the middle column: @{article.rows[1]} plus @{signals[1]:.1f} is @{article.sums[1]}. The article's signals are
        made up, as an example may be. Which ones would be good?)md");
}

void what_a_signal_must_do(Page& page, const Matrix& signals) {
    page.section("What a signal must do");
    page.value("length", signals.rows());
    page.text(R"md(
        We want a signal for sentences with any number of words. It should keep four rules:

        1. *It stays small*, or it drowns the word that it is added to.
        2. *It is different* at every position.
        3. *It steps evenly*: from one word to the next it changes by as much everywhere.
        4. *It does not ask how long the sentence is*: the third word gets the same signal in a short sentence and
           in a long one.

        Three tries come to mind. We could count: 0, 1, 2. We could say which share of the sentence lies behind: 0,
        1/*n*, 2/*n*. Or we could count in binary, with eight digits side by side, each of them 0 or 1. The table
        measures all three at @{length} positions. Its last row is the answer of the paper, which comes next.)md");
    const Tries tries = tries_and(signals);
    const Traits& binary = tries.binary;
    const Traits& paper = tries.paper;
    page.show(tries.table,
              "Largest number; distance of the two closest positions, and of neighbours");
    page.check("binary digits step unevenly", binary.longest > 1.5 * binary.shortest);
    page.check("no two positions have the same sinusoids", paper.nearest > 0.1);
    page.check("sinusoids step evenly", paper.longest - paper.shortest < 1e-4);
    page.values({{"count.largest", tries.count.largest}, {"share.step", tries.share.longest}});
    page.values({{"share.brief", tries.brief_share.longest}, {"binary.high", binary.longest}});
    page.value("binary.low", binary.shortest);
    page.text(R"md(
        The count breaks the first rule: it has grown to @{count.largest} and goes on growing. The share breaks the last
        one. Its step is @{share.step:.3f}, but in a sentence with half as many words it is @{share.brief:.3f}, so the model
        could never learn what "the next word" looks like. Binary digits nearly do it. But they step by
        @{binary.low:.0f} here and by @{binary.high:.3f} there: from 8 to 9 a single digit flips, from 7 to 8 four flip at
        once.)md");
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
        Think of an old mileage counter. Its last wheel turns all the time, the next one more slowly, the one after that
        more slowly still, and together they tell where you are. Each wheel of such a counter jumps from digit to
        digit. The paper's wheels glide.

        Give each wheel a hand. How far up the hand points is the *sine* of its angle, and how far to the right is the
        *cosine*; both stay between −1 and 1 forever. So each wheel fills two columns of the signal, and a width of
        @{width} has room for @{wheels} wheels. All hands start together. From one word to the next each wheel turns on
        a little, each by its own angle. How many words it takes to go round once is called its **wavelength**: it is
        @{round.first:.1f} words for the first wheel, and @{round.last:,} for the last. Signals made in this way are
        called a **sinusoidal encoding**. With *d* for the width and *i* for the wheel:)md");
    page.formula(R"(P_{pos,2i} = \sin(pos / 10000^{2i/d}),\quad P_{pos,2i+1} = \cos(\text{same}))",
                 "P(pos, 2i) = sin(pos / 10000^(2i/d)),  P(pos, 2i + 1) = cos(same)",
                 "Vaswani et al. 2017, section 3.5");
    page.text("The inner loop goes from wheel to wheel and writes the two numbers of its hand:");
    page.setup("sinusoids");
    page.check("the library has the same table",
               max_abs_difference(sinusoids(n, width), signals) < 1e-6);
    page.text("Here are the sines of some wheels, from word to word:");
    page.show(waves(signals));
    page.value("wave.first", signals(1, 0));
    const int slower = std::min(8, signals.cols() - 2);  // one that the figure shows, or nearly
    page.values({{"wave.slower", signals(1, slower)}, {"wave.column", slower}});
    page.text(R"md(
        Look at position 1. The wave of column 0 has already climbed to @{wave.first:.2f}, that of column @{wave.column} only to
        @{wave.slower:.2f}. The fastest wave goes up and down every @{round.first:.1f} words: it tells neighbours apart, but soon repeats
        itself. The slow ones hardly move from word to word: they tell the beginning of a text from its end. A signal
        is read from top to bottom, at one position: one number of each wave.)md");
    page.exercise("3.1", "Compute one number of this table.");
    page.text("And the dog? Here is the same trial again, with a signal added to each word:");
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
    page.check("with positions, another order gives other rows", with > 0.1,
               {"order.difference.with:.2f"});
    page.text(R"md(
        The largest difference is @{order.difference.with:.2f} now: the two evenings have become two different sets of rows.
        What the difference *means* must still be learnt, but now there is something to learn from.)md");
}

void added_or_beside(Page& page, int positions) {
    page.section("Why add, and not write it beside?");
    page.text(R"md(
        Adding looks like a crime. We had a row that said what a word means and a row that said where it stands, and now
        we have a single row that says neither. Would it not be cleaner to write the two side by side, so that each
        keeps its own columns? Let us do that with four numbers for a word and two for a position. The code does it
        twice: once side by side, and once by adding two rows that are full of zeros where the other one has its
        numbers.)md");
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
    const int words = 200;
    page.values({{"beside", beside(0, 4)}, {"sum.words", words}, {"sum.positions", positions}});
    page.text(R"md(
        The last two rows are equal, @{beside:.2f} in column 5 and all. So writing side by side *is* adding, with columns
        that are reserved for each. The question is only whether it pays to reserve them. It costs width: if the
        position gets as many columns as the word, every row is twice as wide, and every matrix that such a row is
        multiplied by has twice as many rows. And nothing keeps training from reserving columns by itself. It only
        has to find rows for the words that are near zero where the signals are large.

        But does adding lose nothing? In two columns it does: @{article.sums[1]} could be *love* in second place, or
        another word in another place. The more columns there are, the less this happens, because in a wide space two
        rows that have nothing to do with each other point in nearly unrelated directions. Let us measure it. We take
        @{sum.words} random words and @{sum.positions} positions, add each signal to each word, and try to read both back from
        the sum alone. We say that the word is the one whose row has the largest dot product with the sum, because a dot
        product is large when two rows are alike; and in the same way we pick the position. (`argmax` says where the
        largest number of a row stands.))md");
    page.setup("read_back", "chapters/03_positions/signals.h");
    Rng rng(page.seed());
    Table table{"width", {"overlap", ".3f"}, {"words right", ".1%"}, {"positions right", ".1%"}};
    std::vector<ReadBack> results;
    for (int d : {8, 32, 128, 512}) {
        results.push_back(
            read_back(randn({words, d}, rng, 0.5), sinusoidal_positions(positions, d)));
        const ReadBack& r = results.back();
        table.add(d, r.overlap, r.words_right, r.positions_right);
    }
    page.text("And this is how often that succeeds, in rows of four widths:");
    page.show(table, "Overlap: cosine of the angle between a word and a signal, without its sign");
    const ReadBack& narrow = results.front();
    const ReadBack& wide = results.back();
    page.check("in narrow rows, a sum of word and position is hard to read",
               narrow.positions_right < 0.8);
    page.check("in wide rows, word and position can both be read from their sum",
               wide.words_right > 0.99 && wide.positions_right > 0.99);
    page.values({{"narrow.right", narrow.positions_right}, {"wide.right", wide.positions_right}});
    page.values({{"wide.overlap", wide.overlap}});
    page.text(R"md(
        With 8 columns the position is right in @{narrow.right:.0%} of all cases; with 512, which is the width of the paper's
        model, in @{wide.right:.1%}. There the overlap of a word and a signal is only @{wide.overlap:.3f}, where 0 would be a right
        angle. So adding keeps the rows as narrow as they were, and in wide rows hardly anything is lost.)md");
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
    page.section("Why sines: three words on is the same turn everywhere");
    page.term("relative position",
              "how far one word stands from another, wherever in the text the two are",
              {"relative positions"});
    page.text(R"md(
        Other signals are small and even, too. Why did the paper choose wheels? Language is full of *the word before* and
        *three words on*, wherever in a text that is. How far two words stand apart is called their **relative
        position**, and a wheel is good at it. To go on by three words, turn each wheel by three times its own angle.
        It does not matter where its hand pointed before.

        In numbers: let a hand stand at the angle *a*, and turn it by *b*. Its new sine and cosine are mixed from the
        old ones, and the factors of this mixture depend on *b* alone:)md");
    page.formula(R"(\sin(a+b)=\cos b\sin a+\sin b\cos a,\ \cos(a+b)=\cos b\cos a-\sin b\sin a)",
                 "sin(a + b) = cos b sin a + sin b cos a\ncos(a + b) = cos b cos a − sin b sin a");
    page.text(
        "The function does this to all wheels of a row; the two lines at the end are the formula:");
    page.setup("turn");
    const int n = signals.rows();
    const int here = n / 2;
    const int k = 3;
    page.text(R"md(
        Now we turn the signal of every position by the same three words. Besides, we compute dot products: of each signal
        with each other one, and of each turned signal with each one that was not turned.)md");
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
        The turned signal of position 0 is the signal of position 3, that of 1 is the signal of 4, and so on. Why does that
        matter? Attention compares rows by their dot product. For one wheel, that is the cosine of the angle between two
        hands, and the angle between the hands of two positions depends on their distance only:)md");
    page.formula(R"(P_p \cdot P_q = \textstyle\sum_i \cos\big((p - q) / 10000^{2i/d}\big))",
                 "P(p) · P(q) = Σᵢ cos((p − q) / 10000^(2i/d))");
    page.text("Drawn for a position in the middle, and again after its signal has been turned:");
    page.show(closeness_figure(dots, turned, here));
    page.check("dot products of positions depend on distances only", unevenness(dots) < 1e-3);
    for (int pos = 0; pos + k < n; ++pos) {
        page.check("turned, a position is most like the third on",
                   argmax(turned.row(pos)) == pos + k);
    }
    page.value("fades", double{dots(here, here + 1)} / dots(here, here));
    page.text(R"md(
        A position is most like itself, at 1; a neighbour reaches @{fades:.2f}, and further off there are ripples. Left and
        right look alike, so the plain dot product cannot tell *before* from *after*. But turn one side, and the
        peak moves to the third word on. A turn is nothing but a matrix, and chapter 04 gives the model matrices that it
        can learn. That is what the paper hoped for:)md");
    page.quote("... it would allow the model to easily learn to attend by relative positions",
               "Vaswani et al. 2017, section 3.5");
    page.exercise("3.2", "Invent a signal of your own that keeps all the rules.");
}

void never_seen_and_learnt(Page& page, const Matrix& p) {
    page.section("Longer than anything seen, and learned positions");
    page.term("extrapolation",
              "what a model does with a text that is longer than any in its training",
              {"extrapolate", "extrapolates"});
    page.term(
        "learned positions",
        "positional encodings that are parameters, found by training, a row for each position",
        {"learned position"});
    const int n = p.rows();
    const int width = p.cols();
    page.value("last", 20 * n - 1);
    page.text(R"md(
        What happens in a text with more words than any that the model was trained on? That is the question of
        **extrapolation**. The formula has no last row: we can ask it for position @{last}. But it is not enough that
        there is a row; the model must have learnt what to do with its numbers. Say training has shown the first @{length}
        positions. The code makes twenty times as many, looks at the last @{length} of them, and counts the columns that hold
        numbers there that never occurred in training. It also measures the steps, as in the table above, and those of a
        table of random numbers, which we shall need in a moment:)md");
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
    page.value("unseen", unseen);
    page.values({{"step", at_first.longest}, {"step.far", far_out.longest}});
    page.values({{"learnt.low", to_be_learnt.shortest}, {"learnt.high", to_be_learnt.longest}});
    page.cell("longer");
    page.check("a longer table begins with the shorter one",
               max_abs_difference(longer.view().row_block(0, n), p) == 0);
    const double longest = std::max(far_out.longest, at_first.longest);
    const double shortest = std::min(far_out.shortest, at_first.shortest);
    page.check("far out, steps are as even and as long as at the beginning",
               longest - shortest < 1e-4);
    page.check("far out, many columns hold numbers that were never seen", unseen * 4 >= width,
               {"unseen"});
    page.check("a table to be learnt starts with uneven steps",
               to_be_learnt.longest - to_be_learnt.shortest > 1);
    page.text(R"md(
        Part of the news is good. Far out, a step from word to word is @{step.far:.3f} long, exactly as at the beginning,
        @{step:.3f}; and the fast wheels have shown training every place of their hands. But the slow wheels have not gone
        round even once. In @{unseen} of @{width} columns they now stand where they never stood before. The authors of the
        paper hoped that the model would extrapolate. Press et al. (2022) measured it: with such signals, models get worse soon after
        the longest text of their training.

        Another way is to *learn* the signals, as the rows of the words are learnt: one row of parameters for each position.
        These are **learned positions**. The paper tried them, too, with nearly the same results, and BERT and GPT-2 have
        them. Such a table simply ends: after its last row, there is no signal at all. And it starts from random numbers, with
        steps from @{learnt.low:.2f} to @{learnt.high:.2f} in our case. That two neighbours are neighbours must be learnt
        for each pair.)md");
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
    page.text(R"md(
        Adding has a price after all. When attention compares two words with signals, *x* at position *p* and *y* at
        position *q*, the dot product has four terms:)md");
    page.formula(R"((x + P_p)\cdot(y + P_q) = x\cdot y + x\cdot P_q + P_p\cdot y + P_p\cdot P_q)",
                 "(x + P(p)) · (y + P(q)) = x·y + x·P(q) + P(p)·y + P(p)·P(q)");
    page.text(R"md(
        The first term is about the two words, and the last about their distance. The two in the middle compare a word with
        a position, so the same two words get another result at the end of a letter than at its beginning.

        Rotary positions (Su et al. 2021), which many language models of today use, add nothing. They take the numbers of a
        word two by two, as if each pair were a hand, and turn it by the word's position. In a dot product only the angle
        between two hands counts. Turn both by the same angle, and nothing changes; what is left is the distance of the two
        words. The second function turns only what is compared, and mixes the rows as they were. (Su's turn goes the other
        way round, which is as good if all do so.))md");
    page.setup("rotary");
    const int n = x.rows();
    const Matrix p = sinusoidal_positions(length + n, x.cols());
    page.text(R"md(
        To see the difference, put the same sentence further and further down a text, and compare its first word with its
        last. One list is for added signals, the other for turned words:)md");
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
    page.text("Drawn, with the number of words before the sentence on the horizontal axis:");
    page.show(places_figure(added, turned));
    // [rotary_order]
    const Matrix forwards = rotary_attention(x);

    const Matrix backwards_in = flip_rows(x);
    const Matrix backwards_out = rotary_attention(backwards_in);
    const Matrix reversed = flip_rows(backwards_out);
    // [/rotary_order]
    const double order = max_abs_difference(forwards, reversed);
    page.values({{"order.difference.rotary", order}, {"wobble", spread(added)}});
    page.values({{"places.added", added.front()}, {"places.turned", turned.front()}});
    page.check("with added signals, the position counts, too", spread(added) > 0.1);
    page.check("with rotary positions, only distances count", spread(turned) < 1e-4);
    page.text(R"md(
        At the beginning of the text the dot product is @{places.added:.2f} with added signals and @{places.turned:.2f}
        with turned words. From there on one curve wobbles by @{wobble:.2f}, and the other is flat: with turned words it does not matter where in the text the
        sentence stands. Does the order within the sentence still count? The trial with the dog, for the last time:)md");
    page.cell("rotary_order");
    const Matrix rotated = rotary(x);
    page.check("a turn leaves each word as long as it was",
               max_abs_difference(row_dots(rotated, rotated), row_dots(x, x)) < 1e-3);
    page.check("rotary positions tell the two orders apart", order > 1e-3,
               {"order.difference.rotary:.3f"});
    page.text(R"md(
        It does: the rows differ by up to @{order.difference.rotary:.3f}. A turn does not change the length of a word's arrow,
        so it cannot drown the word either. This book stays with the paper's sinusoids all the same.)md");
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

    opening(page);
    order_is_lost(page, words, x);
    add_where_it_stands(page);
    what_a_signal_must_do(page, signals);
    a_row_of_wheels(page, x, signals);
    added_or_beside(page, knobs.length);
    a_shift_is_a_turn(page, signals);
    never_seen_and_learnt(page, signals);
    rotary_positions(page, x, knobs.length);

    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("Haviv et al. 2022", "https://arxiv.org/abs/2203.16634");
    page.source("Press, Smith and Lewis 2022", "https://arxiv.org/abs/2108.12409");
    page.source("Su et al. 2021 (RoFormer)", "https://arxiv.org/abs/2104.09864");
    page.end(
        {.recap = R"md(
            Attention mixes rows, and a mixture does not know the order of what went in: read backwards, the same words got the
            same rows, to within @{order.difference.without:.1e}. So each position has a signal of its own, which is added to the
            word that stands there, and then the two orders differ by @{order.difference.with:.2f}. The paper's signal is a row of
            wheels, from one that goes round in @{round.first:.1f} words to one that takes @{round.last:,}. It stays between
            −1 and 1, and going on by three words is the same turn everywhere. Adding keeps the rows as narrow as they were, and in
            a wide row word and position can both be read back.)md",
         .questions =
             {{"Why does a machine that mixes rows not notice their order?",
               "A mixture is a sum of the rows, each with its share. The shares depend on the rows "
               "and not "
               "on their places, and a sum is the same in any order."},
              {"Why is one wave not enough?",
               "A fast wave tells neighbours apart but soon repeats itself, so that distant "
               "positions "
               "look equal. A wave that is slow enough does not repeat within the text but hardly "
               "changes from word to word. "
               "Together they do both."},
              {"What is the difference between adding a position and writing it beside the word?",
               "None in principle: writing beside is adding in columns that are reserved. But "
               "reserved "
               "columns make the row wider and every matrix that reads it larger, and in a wide "
               "row a word "
               "and a signal hardly overlap anyway."}},
         .next = "A word has a meaning and a position. How does it look at another word?",
         .answer = "Each position has a signal of its own, added to the word that stands there."});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({3, "positions", "How does it know that the dog bit first?"},
                                 declare, build);
}

}  // namespace chapter_03
