// Chapter 05: from three scores to three weights, and on to the whole formula of the paper.
#include "notebook/chapter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "nn/attention.h"
#include "notebook/machine.h"
#include "pictures.h"
#include "tensor/ops.h"

namespace chapter_05 {
using namespace book;

namespace {

const std::vector<std::string> kWords{"I", "love", "doughnuts"};
// [words]
const Matrix q{{0.3f, 0.8f}, {0.9f, 0.2f}, {0.5f, 0.5f}};  // (3 x 2)  queries
const Matrix k{{0.1f, 0.9f}, {0.7f, 0.5f}, {0.8f, 0.3f}};  // (3 x 2)  keys
const Matrix v{{0.2f, 0.1f}, {0.8f, 0.6f}, {0.5f, 0.9f}};  // (3 x 2)  values
// [/words]

// [naive]
using Numbers = std::vector<double>;
Numbers divided_by_sum(Numbers x) {
    const double total = std::accumulate(x.begin(), x.end(), 0.0);

    for (double& number : x) number /= total;
    return x;
}

Numbers softmax(Numbers scores) {
    for (double& score : scores) score = std::exp(score);
    return divided_by_sum(scores);
}
// [/naive]

// [temperature]
Numbers softmax_at(double temperature, Numbers scores) {
    for (double& score : scores) score /= temperature;
    return softmax(scores);
}
// [/temperature]

Numbers row_of(const Matrix& m, int r) { return {m.row(r).begin(), m.row(r).end()}; }

struct Knobs {
    double temperature = 1;
    int draws = 500;
    int top_k = 3;
    double top_p = 0.9;
};

const Numbers kArticle{0.27, 1.0, 0.78};  // its scores

void opening(Page& page, const Knobs& knobs) {
    page.term("softmax",
              "Turns scores into shares: e to the power of each score, divided by the sum.");
    page.show(machine(Part::softmax));
    page.text(R"md(
        The line that is highlighted in four places says **softmax**. Wherever words look at each other, it comes
        between the scores and the mix, and turns scores into shares. It is used once more at the very end, where a
        word is picked. The other highlighted line, *no peeking*, belongs to this chapter, too.

        *You need chapter 04: queries, keys and values, the score that a query and a key make, and the mix.*)md");
    page.values({{"own.temperature", knobs.temperature},
                 {"own.weights", softmax_at(knobs.temperature, kArticle)}});
    if (knobs.temperature != 1)
        page.text(R"md(
            **You turned a knob:** at `--temperature @{own.temperature}` the article's three scores
            become @{own.weights:.3f}. The figure *A cold softmax chooses, a hot one averages* below
            marks these three weights.)md");
    const Numbers scores = row_of(matmul_nt(q, k), 1);
    const double helpings = std::accumulate(scores.begin(), scores.end(), 0.0);
    page.values({{"scores", scores}, {"score.love.love", scores[1]}, {"helpings", helpings}});
    page.text(R"md(
        Chapter 04 left us with a debt. *Love* held its list against every sign, and scored *I* at @{scores[0]:.2f},
        itself at @{scores[1]:.2f} and *doughnuts* at @{scores[2]:.2f}. Then it filled its basket with a share of each
        word's value, and we promised to say later where the shares come from. A score only says which word fits
        better, not how much of it to take. If *love* took the scores as amounts, it would carry home @{helpings:.2f}
        basketfuls, and it has only one basket.

        We need a rule that turns any scores into shares of one whole. At the end of this chapter you will have one,
        in a few lines of C++, and the whole formula of the paper with it. On the way we shall see why the paper
        divides by a square root, and how a model is kept from reading ahead.)md");
}

void from_scores_to_weights(Page& page) {
    page.section("Three scores are not yet three shares", Path::shortest);
    page.text(R"md(
        Here is the cast again: a query, a key and a value for each word, one word to a row.)md");
    page.setup("words");
    page.text(R"md(
        One matrix product compares every query with every key. In its result each row belongs to a
        word that asks. We take the row of *love*, which is row 1 because C++ counts from 0:)md");
    // [scores]
    const Matrix raw = matmul_nt(q, k);  // q k^T: (3 x 2)(3 x 2)^T -> (3 x 3)
    const Numbers scores = row_of(raw, 1);
    // [/scores]
    page.cell("scores");
    const Numbers awkward{-0.4, -0.2, 0.7};
    page.value("awkward", awkward);
    page.values({{"by.sum", divided_by_sum(scores)}, {"awkward.by.sum", divided_by_sum(awkward)}});
    page.guess(
        "*Love*'s scores are @{scores:.2f}. What share of its attention does *doughnuts* get?",
        "@{softmax.true[2]:.2f}. If you said @{by.sum[2]:.2f}, you divided by the sum. Read on to "
        "see why that is not good enough.");
    page.text(R"md(
        What do we ask of shares? None may be negative, together they must make 1, and a larger score must get a
        larger share. If we take its share of each value and add up what we have taken, the result is an average, and an
        average cannot get out of hand.

        The obvious rule is to divide each score by the sum of all of them. For *love* it would even work, and give
        @{by.sum:.2f}. But a dot product can be negative. Scores of @{awkward:.1f} have a small sum, because the
        negative ones eat up most of the positive one. Divided by this sum they become @{awkward.by.sum:.1f}. You
        cannot put minus four helpings of one doughnut into a basket, and seven of another.)md");
}

void on_paper(Page& page) {
    page.section("Softmax, on paper", Path::shortest);
    const Numbers scores = row_of(matmul_nt(q, k), 1);
    const Numbers weights = softmax(scores);
    Numbers powers;
    for (const double score : scores) powers.push_back(std::exp(score));
    const double sum = std::accumulate(powers.begin(), powers.end(), 0.0);
    page.data("softmax.true", weights);
    page.values({{"e", std::exp(1.0)}, {"sum", sum}, {"powers", powers}, {"weights", weights}});
    page.text(R"md(
        The negative scores cause the trouble. So let us first turn every score into a positive number, in a way that
        preserves their order. Squares would not do, because the square of −2 overtakes that of 1. A power of the
        number *e* (about @{e:.3f}) will do. Raised to the power of 0, it is 1; each further point of score multiplies
        that by *e* once more, and each point less divides it by *e*. So the power is never negative, and a larger
        score always has a larger power.

        Then we divide by the sum, as before. That is all:)md");
    page.formula(R"(\mathrm{softmax}(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}})",
                 "softmax(x)ᵢ = e^xᵢ / Σⱼ e^xⱼ", "Bridle 1990");
    page.text(R"md(
        In C++ these are two small functions. Look at the line with `std::exp`, which is C++ for "*e* to the power
        of". The other function is the obvious rule.)md");
    page.setup("naive");
    page.text("Here is the same on paper, a row for each word:");
    Table table{"word", {"score x", ".2f"}, {"e^x", ".3f"}, {"weight", ".3f"}};
    for (std::size_t i = 0; i < 3; ++i) {
        table.add(kWords[i], scores[i], powers[i], weights[i]);
    }
    page.show(table, "The three powers add up to @{sum:.3f}");
    const double all = weights[0] + weights[1] + weights[2];
    page.check("love's weights add up to 1", std::abs(all - 1) < 1e-12);
    Numbers lifted = scores;
    lifted[2] += 1;
    const Numbers after = softmax(lifted);
    page.values({{"lifted", lifted[2]},
                 {"lifted.share", after[2]},
                 {"lead", scores[2] - scores[1]},

                 {"ratio.before", weights[2] / weights[1]},
                 {"ratio.after", after[2] / after[1]}});
    page.text(R"md(
        Read the last row. *Doughnuts* scored @{scores[2]:.2f}, *e* to that power is
        @{powers[2]:.3f}, and divided by the sum of all three, @{sum:.3f}, it becomes a share of
        @{weights[2]:.3f}. In attention these shares are called weights. So *love* gives *doughnuts*
        @{weights[2]:.0%} of its attention, a little more than it keeps for itself.

        What would one more point of score buy? If *doughnuts* scored @{lifted:.2f}, its power would be *e* times as
        large. Its weight would rise less, to @{lifted.share:.2f}, because the sum grows as well. What becomes *e*
        times as large is the *ratio* of two weights. *Doughnuts* leads *love* by @{lead:.2f}, so the ratio of their
        weights is *e* to the power of @{lead:.2f}, which is @{ratio.before:.2f}; it would rise to @{ratio.after:.2f}.)md");
    page.term("argmax", "The place of the largest number in a row.");
    page.text(R"md(
        The name means a soft form of "winner takes all". The place of the largest score is called the **argmax**; the
        hard form would give everything to the word there. Softmax leaves something for the words that came second and
        third.)md");
    const Matrix share({{real(weights[0]), real(weights[1]), real(weights[2])}});
    const Matrix mix = matmul(share, v);  // (1 x 3)(3 x 2) -> (1 x 2)
    page.values({{"mix", mix.row(0)}, {"values", v}});
    page.text(R"md(
        With these shares *love* fills its basket, as in chapter 04: it takes its share of each word's value and adds
        up the shares. Here is the whole route, from scores to mix:)md");
    page.show(Figure{"path", "From three scores to one mix",
                     "Numbers in boxes, from top to bottom. Love's scores for I, love and "
                     "doughnuts are @{scores:.2f}. "
                     "Arrow: e to the power of each, @{powers:.2f}, with the sum @{sum:.2f}. "
                     "Arrow: divided by the "
                     "sum, the shares @{weights:.2f}, with the sum 1. Arrow: that share of each "
                     "word's value, added up, "
                     "makes the new row of love, @{mix:.2f}.",
                     path_of({kWords, scores, powers, weights, v, row_of(mix, 0)})});
    page.text(R"md(
        *Love*'s own value was (@{values[1][0]}, @{values[1][1]}). The mix at the bottom is
        @{mix:.2f}: *love* with a good bite of *doughnuts* in it, and a smaller one of *I*.)md");
}

void ten_thousand(Page& page) {
    page.section("What if a score is ten thousand?");
    page.text(R"md(
        On paper, softmax sees only the differences between scores. Add 7 to every one of them, and every power of *e*
        grows by the same factor, which the division takes out again. A computer is not so generous. Let us give three
        large scores, first to our own two functions, and then to the library:)md");
    // [overflow]
    const Numbers naive = softmax({10000, 9999, 9998});
    const Matrix safe = softmax_rows(Matrix{{10000, 9999, 9998}});
    // [/overflow]
    page.cell("overflow");
    page.values({{"huge.naive", naive}, {"huge.safe", safe.row(0)}});
    page.value("limit.float", std::ceil(std::log(std::numeric_limits<float>::max())));
    page.value("limit.double", std::ceil(std::log(std::numeric_limits<double>::max())));
    page.check("the plain formula fails at a score of ten thousand", std::isnan(naive[0]));
    page.check("the library sees scores of 10000, 9999, 9998 as 0, -1, -2",
               safe == softmax_rows(Matrix{{0, -1, -2}}));
    page.term("overflow",
              "A number has become too large for its type, and is infinite from then on.",
              {"overflows"});
    page.text(R"md(
        Our functions answer @{huge.naive}, where *nan* stands for "not a number". The power of *e* became too large
        for its type, which is called an **overflow**. From then on it counts as infinity, and infinity divided by
        infinity means nothing. It happens to our `double`s at a score of @{limit.double:.0f}, and to a `float` at
        @{limit.float:.0f}. The library answers @{huge.safe:.4f}.

        Its trick is what we just saw on paper. If the same number can be added to all the scores, it can also be
        subtracted from all of them. So the library first subtracts the largest score of the row from every score. The
        largest power is then *e* to the 0, which is 1, and nothing can overflow.)md");
    page.deep_dive("The library's softmax, line by line", [&] {
        page.text(R"md(
            A `View` is a matrix whose numbers belong to another matrix; `x` is what goes in, and `y` is where the
            answer goes. `parallel_rows` does what follows for every row r, and may give different rows to different
            processor cores. Look for `exp_row_from_top`: it subtracts the largest score, raises *e* to the power of
            what is left, and adds up the total. It belongs to the `Kernel`, the book's name for the innermost loops,
            of which there is a version for each kind of processor (chapter 11).)md");
        page.excerpt("softmax_rows", "common/tensor/row_ops.cpp");
    });
    page.text("Now it is your turn: this whole section, in about ten lines.");
    page.exercise("5.1", "Write softmax yourself, for every row and any score.");
}

void a_thermostat(Page& page, double own) {
    page.section("The article's weights, and a thermostat", Path::shortest);
    page.text("The article has different weights for *love*. This is what it starts from:");
    page.quote(R"(Raw scores: "I" = 0.27, "love" = 1.0, "doughnuts" = 0.78)", "the article");
    page.text("And this is what it arrives at:");
    page.quote(R"(After softmax: "I" = 0.15, "love" = 0.50, "doughnuts" = 0.35)", "the article");
    const Numbers& article = kArticle;
    const Numbers printed{0.15, 0.50, 0.35};  // and its weights
    page.value("softmax.article", softmax(article));
    page.article_says("softmax of its scores", "(0.15, 0.50, 0.35)", "softmax.article", ".4f");
    page.term("temperature",
              "A number by which scores are divided before softmax: a small one makes the choice "
              "sharp, a large one makes it even.",
              {"temperatures"});
    page.text(R"md(
        We know from chapter 04 that the score 1.0 should be @{score.love.love:.2f}. But even from the article's own
        scores softmax gives @{softmax.article:.2f}, flatter than the printed weights. Where could sharper ones come
        from?

        From a knob that we have not turned yet. Divide all the scores by one number T before softmax. A T below 1
        makes the differences between scores larger, and the leader takes more; a T above 1 makes them smaller, and
        the weights even out. T is called the **temperature**, as in physics: what is cold settles in its best place,
        and what is hot wanders about. In code it is one more division:)md");
    page.setup("temperature");
    // [fit]
    double best_t = 1;
    double least = 1;
    for (double t = 0.1; t < 2; t += 0.0001) {
        Numbers off = softmax_at(t, article);
        for (std::size_t i = 0; i < 3; ++i) off[i] -= printed[i];

        const double error = std::hypot(off[0], off[1], off[2]);
        if (error < least) {
            least = error;
            best_t = t;
        }
    }
    // [/fit]
    page.values({{"temperature.article", best_t}, {"fitted", softmax_at(best_t, article)}});
    page.check("one temperature gives all three printed weights", least < 0.002);
    page.text(R"md(
        We let a loop try one T after the other. At T = @{temperature.article:.2f} softmax turns the article's scores
        into @{fitted:.4f}. Rounded to two digits, that is what the article prints. How its author came by his
        weights, we do not know.)md");

    const double coldest = std::min(0.05, own);
    const double hottest = std::max(20.0, own);
    Numbers temperatures;
    Numbers curves[3];  // for each word its weights
    const int steps = 80;
    for (int step = 0; step <= steps; ++step) {
        const double t = coldest * std::pow(hottest / coldest, double(step) / steps);
        temperatures.push_back(t);
        const Numbers weights = softmax_at(t, article);
        for (std::size_t i = 0; i < 3; ++i) curves[i].push_back(weights[i]);
    }
    Plot plot{{"temperature T", Scale::log, coldest, hottest},
              {"weight, from the article's scores", Scale::linear, 0, 1}};
    for (std::size_t i = 0; i < 3; ++i) plot.line(kWords[i] + " ", temperatures, curves[i]);
    plot.vertical(best_t, fmt::format("T = {:.2f}: the article's weights", best_t));
    const Numbers own_weights = softmax_at(own, article);
    plot.points(fmt::format("T = {}, where the knob is", own), {own, own, own}, own_weights);
    page.values({{"hottest", hottest}, {"hot", softmax_at(hottest, article)}});
    page.show(Figure{
        "temperature", "A cold softmax chooses, a hot one averages",
        "Three curves against the temperature, up to @{hottest}: the weights of I, love and "
        "doughnuts, made from the article's scores. On the left "
        "love takes nearly everything, on the right each word has about a third. A dashed line at "
        "@{temperature.article:.2f} marks the article; three marks at @{own.temperature} show "
        "where "
        "the knob is, "
        "with weights of @{own.weights:.2f}.",
        plot});
    page.text(R"md(
        On the far left softmax is almost a choice: one word takes everything. On the far right, at
        T = @{hottest}, it is almost a plain average, @{hot:.2f}. In between, the weights change
        *smoothly*, without a jump, and that is what lets a model learn in small steps.

        The three marks show where the knob is now. Turn it yourself: `./book run 5 --temperature 0.3`.)md");
    page.deep_dive("The loop that found the temperature", [&] {
        page.text(R"md(
            The loop tries all temperatures up to 2, in tiny steps. Look at `error`, the distance between what
            softmax gives and what the article prints; the loop remembers the T for which it was smallest.)md");
        page.cell("fit");
    });
    page.deep_dive("Why powers of e, and not of 2 or 10?", [&] {
        page.value("two.is", 1 / std::log(2.0));
        page.text(R"md(
            Any number above 1 would have done. A power of 2 is a power of *e* as well: 2 to the x is *e* to the power
            of (x times ln 2). So a softmax with powers of 2 is our softmax at another temperature, 1 / ln 2 =
            @{two.is:.2f}. With *e* the slopes come out simplest, because the slope of *e* to the x is *e* to the x
            itself.)md");
    });
    page.exercise("5.2", "Find the temperature that makes softmax as sure as you like.");
}

// How the weight of each word moves, per point of score, if we nudge the score of each.
Matrix moves_of(const Numbers& scores) {
    // [push]
    const Numbers p = softmax(scores);
    const double nudge = 1e-6;
    Matrix moves({3, 3});  // (whose weight moved x whose score was nudged)

    for (std::size_t j = 0; j < 3; ++j) {
        Numbers nudged = scores;
        nudged[j] += nudge;
        const Numbers after = softmax(nudged);

        for (std::size_t i = 0; i < 3; ++i) {
            moves(int(i), int(j)) = real((after[i] - p[i]) / nudge);
        }
    }
    // [/push]
    return moves;
}

void a_push(Page& page) {
    page.section("Nudge one score, and all the weights move");
    const Numbers scores = row_of(matmul_nt(q, k), 1);
    const Numbers p = softmax(scores);
    const double nudge = 0.01;
    const double highest = 8;  // how far the score of doughnuts climbs
    Numbers nudged = scores;
    nudged[2] += nudge;
    const Numbers after = softmax(nudged);
    page.values({{"nudge", nudge}, {"nudged", nudged[2]}});
    page.text(R"md(
        A model learns by nudging the numbers that its scores are made of (chapter 08). So it matters how far a weight
        moves when a score is nudged. We raise the score of *doughnuts* by @{nudge}, from @{scores[2]:.2f} to
        @{nudged:.2f}, and run softmax again. The last column is the move divided by the nudge. This is the slope: how
        far the weight would move for a whole point of score, if it went on at this rate.)md");
    Table table{
        "word", {"before", ".5f"}, {"after", ".5f"}, {"moved", "+.5f"}, {"per point", "+.3f"}};
    for (std::size_t i = 0; i < 3; ++i) {
        const double moved = after[i] - p[i];
        table.add(kWords[i], p[i], after[i], moved, moved / nudge);
    }
    page.show(table, "What happens when the score of *doughnuts* is raised by @{nudge}");
    page.values({{"moved", (after[2] - p[2]) / nudge},
                 {"own.rule", p[2] * (1 - p[2])},
                 {"other.rule", p[1] * p[2]}});
    page.text(R"md(
        What one word gains the others lose, because the weights must still add up to 1. *Doughnuts* gains
        @{moved:.3f} per point. Now multiply its weight by the amount by which it falls short of 1: @{weights[2]:.4f}
        × (1 − @{weights[2]:.4f}) = @{own.rule:.3f}. That is nearly the same number. And what *love* loses is the
        product of its own weight and that of *doughnuts*, @{weights[1]:.4f} × @{weights[2]:.4f} = @{other.rule:.3f}.

        So here is the rule. If a word's own score is nudged, its weight p moves up, by p (1 − p) per point. If a
        different word's score is nudged, p moves down, by the product of the two weights. The code below measures all
        nine moves with a much smaller nudge. Its innermost line computes what the last column of the table shows:)md");
    const Matrix moves = moves_of(scores);
    page.cell("push");
    page.text("These are the nine moves:");
    page.show(matrix_table(moves, kWords, kWords, "+.3f"),
              "How the weight of a row moves if the score of a column is nudged");
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            const int same = i == j ? 1 : 0;
            const double formula = p[i] * (same - p[j]);
            const double off = moves(int(i), int(j)) - formula;
            page.check("all nine measured moves agree with the rule", std::abs(off) < 1e-6);
        }
    }
    page.value("moves", moves);
    page.text(R"md(
        Each column adds up to 0: one word goes up, and the other two pay for it. The column of
        *love* says that its own weight rises by @{moves[1][1]:+.3f}, while that of *doughnuts*
        moves by @{moves[2][1]:.3f}.

        The rule p (1 − p) has a consequence that the next section needs. For the figure, the score of *doughnuts*
        climbs from far below the others to far above them. Each score gives a point: the weight that it leads to, and
        how far a nudge moves this weight.)md");
    Numbers shares;
    Numbers speeds;
    for (double score = -6; score < highest; score += 0.1) {
        const Numbers climbing{scores[0], scores[1], score};
        shares.push_back(softmax(climbing)[2]);
        speeds.push_back(moves_of(climbing)(2, 2));
    }
    Plot plot{{"weight of a word", Scale::linear, 0, 1},
              {"move of the weight per point of score", Scale::linear, 0, 0.3}};
    plot.line("p (1 − p)", shares, speeds);
    for (std::size_t i = 0; i < 3; ++i) {
        plot.points(kWords[i], {p[i]}, {double{moves(int(i), int(i))}});
    }
    const Numbers far{scores[0], scores[1], highest};
    page.values({{"far.score", highest},
                 {"most", *std::max_element(speeds.begin(), speeds.end())},
                 {"far.share", softmax(far)[2]},
                 {"far.speed", moves_of(far)(2, 2)}});
    page.show(Figure{
        "push", "A weight moves most at a half, and hardly at all near 0 and 1",
        "A curve like a hill over the weight of a word, from 0 to 1: how far the weight moves per "
        "point of score. It is 0 at both ends and @{most:.2f} in the middle. Three marks lie on "
        "it: "
        "I at @{weights[0]:.2f}, love at @{weights[1]:.2f}, doughnuts at @{weights[2]:.2f}.",
        plot});
    page.term("saturation",
              "Weights so close to 0 and 1 that a nudge to a score no longer moves them.",
              {"saturated"});
    page.text(R"md(
        The line is p (1 − p). It is highest, @{most:.2f}, where the weight is a half, and falls to nothing at both
        ends. Our three words are high up on it. But give *doughnuts* a score of @{far.score}, and its weight becomes
        @{far.share:.4f}; then a nudge moves it by only @{far.speed:.4f} per point. Softmax has made up its mind. This
        state is called **saturation**, and for learning it is bad news: if nudges move nothing, there is nothing to
        learn from.)md");
    page.deep_dive("The rule as one formula, and where it comes from", [&] {
        page.text(R"md(
            Mathematicians write ∂p/∂x for "how far p moves per point of x, while everything else stays the same". If
            we write [i = j] for a number that is 1 when i is j and 0 otherwise, both halves of the rule become one
            formula.)md");
        page.formula(R"(\frac{\partial p_i}{\partial x_j} = p_i\,([i = j] - p_j))",
                     "∂pᵢ/∂xⱼ = pᵢ ([i = j] − pⱼ)");
        page.text(R"md(
            It follows from the rule for quotients. Write p = a / S, where a is the word's own power of *e* and S the
            sum of all the powers. If the word's own score rises, a and S both grow at the rate a, because the slope
            of *e* to the x is *e* to the x. The quotient then moves by (a S − a a) / S², and that is p − p². If a
            different word's score rises, only S grows, at the rate of that word's power b, and the quotient moves by
            −a b / S²: minus the product of the two weights.)md");
    });
}

// [random_scores]
constexpr int kKeys = 8;

// Random queries, each with its scores for as many random keys.
Matrix random_scores(int queries, int d, Rng& rng) {
    const Matrix asked = randn({queries, d}, rng);  // (queries x d)
    Matrix s({queries, kKeys});                     // (queries x 8)
    for (int key = 0; key < kKeys; ++key) {
        // One more key, and so one more score, for each query.
        const Matrix keys = randn({queries, d}, rng);
        copy(row_dots(asked, keys), s.view().col_block(key, 1));
    }
    return s;
}
// [/random_scores]

// [choice]
// What softmax makes of rows of scores: how sharp is its choice?
struct Choice {
    double largest = 0;  // the largest weight of a row, on average
    double moved = 0;    // p (1 - p), on average: what a nudge moves
};

Choice choice_of(const Matrix& scores) {
    const Matrix p = softmax_rows(scores);
    Choice choice;
    for (int r = 0; r < p.rows(); ++r) {
        choice.largest += p(r, argmax(p.row(r))) / double(p.rows());
    }
    choice.moved = mean(p) - mean(multiply(p, p));
    return choice;
}
// [/choice]

void why_sqrt_d(Page& page, int draws) {
    Rng rng(page.seed());
    int widest_d = 0;
    Matrix widest_scores;  // of that width
    Choice widest;
    Choice widest_scaled;
    double scaled_variance = 0;
    bool near_1 = true;
    Table table{"d",
                "divided by",
                {"variance", ".3f"},
                {"largest weight", ".2f"},
                {"moved by a nudge", ".4f"}};
    const auto note = [&table](int d, const char* by, const Matrix& s) {
        const Choice choice = choice_of(s);
        table.add(d, by, variance(s), choice.largest, choice.moved);
        return choice;
    };
    // [variance]
    for (int d : {4, 16, 64, 256}) {
        const Matrix s = random_scores(draws, d, rng);
        const Matrix scaled = scale(s, 1 / std::sqrt(static_cast<real>(d)));

        const Choice plain = note(d, "nothing", s);
        const Choice gentle = note(d, "√d", scaled);
        // [not-shown]
        widest_d = d;
        widest_scores = s;
        widest = plain;
        widest_scaled = gentle;
        scaled_variance = variance(scaled);
        near_1 = near_1 && std::abs(scaled_variance - 1) < 0.15;
        // [/not-shown]
    }
    // [/variance]
    const Choice widest_by_d = note(widest_d, "d", scale(widest_scores, 1 / real(widest_d)));
    const double kept = widest.moved / widest_scaled.moved;  // of the slope, if nothing is divided
    const double even = 1.0 / kKeys;
    const int paper_width = 64;
    const double lead = std::sqrt(paper_width);
    page.values({{"draws", draws},
                 {"keys", kKeys},
                 {"slope.even", even * (1 - even)},
                 {"even", even},
                 {"paper.width", paper_width},
                 {"lead.64", lead},
                 {"ratio.64", std::exp(lead)},
                 {"widest", widest_d},
                 {"root.widest", std::sqrt(widest_d)},
                 {"plain.variance", variance(widest_scores)},
                 {"scaled.variance", scaled_variance},
                 {"plain.largest", widest.largest},
                 {"scaled.largest", widest_scaled.largest},
                 {"plain.moved", widest.moved},
                 {"scaled.moved", widest_scaled.moved},
                 {"by.d.largest", widest_by_d.largest},
                 {"kept", kept}});

    page.section("Why divide by √d?", Path::shortest);
    page.term("scaling by √d",
              "Dividing each score by the square root of the width of queries and keys.");
    page.text(R"md(
        Our queries and keys are two numbers wide. In the paper they are @{paper.width} wide, and a score
        is the sum of @{paper.width} products. How large do such sums get?

        When training begins, queries and keys are more or less random numbers around 0, and so are their scores.
        Their mean is 0, so their variance, which says how widely they scatter, is simply the mean of their squares.
        Suppose that the numbers in queries and keys have a variance of 1 and do not depend on each other. Then each
        product has a variance of 1, too: the square of a product is the square of the query's number times the square
        of the key's. Both squares are 1 on average, and since they do not depend on each other, so is the product of
        the two. In a sum the variances add up. So a
        score of d products has a variance of d. Its typical size is the square root of that: about @{lead.64:.0f} for
        a width of @{paper.width}.

        Is that bad? Each point of a lead multiplies the ratio of two weights by *e*, so a lead of @{lead.64:.0f}
        makes it @{ratio.64:,} to 1. Softmax then picks one word instead of mixing, and picks it by chance, before
        anything has been learnt. And it could not learn better, either. A model learns by small nudges (chapter 08),
        and here a nudge achieves nothing: move a score a little, and the weights are still nearly 1 and nearly 0.

        The cure is called **scaling by √d**: divide every score by the square root of the width of a query. That
        divides the variance by d, and so brings it back to 1. (A number that all scores are divided by is
        called a temperature.)

        Does it help? We gave random queries of width @{widest} a choice of @{keys} random keys each. Without the
        division, the favourite among them gets @{plain.largest:.2f} of the attention on average; with it,
        @{scaled.largest:.2f}.)md");

    page.section("Measured: what √d saves");
    page.text(R"md(
        The first function draws @{draws:,} random queries, and scores each with @{keys} random keys. The last line in its
        loop writes the scores for one more key into one more column:)md");
    page.setup("random_scores");
    page.text(R"md(
        The second looks at what softmax does with such scores: the largest of the weights, and how far a nudge
        moves a weight p, which is p (1 − p) per point of score. It averages both:)md");
    page.setup("choice");
    page.text(R"md(
        Now we try four widths, each with and without the division, which is the line that makes `scaled`. (`note`
        computes a `Choice` and writes it into a row of the table.))md");
    page.cell("variance");
    page.text(
        "This is what it prints, with one more row for anyone who forgets the root and divides by "
        "d:");
    page.show(table, "Scores of random queries, with @{keys} keys each");
    page.check("scores / √d have a variance of 1, to within 15%", near_1);
    page.check(
        "at the largest width, a nudge without √d moves a weight less than a fifth as far as with "
        "it",
        kept < 0.2);
    page.text(R"md(
        Look at the width of @{widest}. Without the division the variance is @{plain.variance:.0f}, the favourite gets
        @{plain.largest:.2f}, and a nudge moves a weight by only @{plain.moved:.4f}. With the division the variance is
        @{scaled.variance:.2f}, the favourite gets @{scaled.largest:.2f}, and a nudge moves it by @{scaled.moved:.4f},
        nearly as much as with equal weights (@{slope.even:.4f}). Without it, only @{kept:.0%} of that movement is
        left for the model to learn from.

        The last row divides by d itself, and overdoes it: the favourite gets @{by.d.largest:.2f}, where an equal
        share would be @{even:.3f}, so attention looks at all of them nearly alike. A nudge does move a weight
        furthest here, as always when the weights are nearly equal. But equal weights are not the aim: to favour a word as much as is possible with √d, queries and keys would have to make its score @{root.widest:.0f} times as large.

        The paper gives this reason as well, and is honest enough to say that it only suspects this (section 3.2.1).
        Could a model not learn by itself to make its queries smaller? It could, but it would have to begin where
        learning is slowest.)md");
}

void a_mask(Page& page) {
    page.section("What a mask does", Path::shortest);
    page.term("mask",
              "Says which words a word may not look at: their scores become minus infinity.",
              {"masks", "masked"});
    page.term("causal mask", "The mask of a model that writes: no word may look at a later one.");
    // [mask]
    // The scores, divided by √d.
    Matrix s = scale(matmul_nt(q, k), 1 / std::sqrt(real{2}));  // (3 x 3)
    const Matrix open = softmax_rows(s);

    apply_mask(Mask::causal, s);  // minus infinity right of the diagonal
    const Matrix causal = softmax_rows(s);
    // [/mask]
    page.values({{"open.first", open(0, 0)}, {"causal", causal}});
    page.text(R"md(
        When a model *reads* a sentence, every word may look at every other. When it *writes* one, a
        word may look back, and at itself, but never ahead. The newest word has nothing ahead of it.

        In training, the others do. The whole translation is there, and each of its words is an
        exercise: given the words up to this one, what comes next? A model that could look ahead
        would copy the answer, and learn nothing else. So we must hide the words ahead, and go on
        hiding them when it writes: a word that has learnt to do without those ahead of it must not
        suddenly see them.

        A **mask** does that. It writes minus infinity over the scores of the words to be hidden,
        *before* softmax. *e* to the power of minus infinity is 0, so a hidden word gets a weight of
        exactly 0, and the others still add up to 1.

        The mask that hides all the later words is the **causal mask**. In the code, look at the
        line that applies it:)md");
    page.cell("mask");
    page.text(
        "The diagram shows the scores with the mask over them, and below them what softmax turns "
        "each row into:");
    page.show(Figure{"mask", "Who may look at whom",
                     "Two grids of three rows, who looks, and three columns, at whom: I, love and "
                     "doughnuts. In the upper grid "
                     "the three cells right of the diagonal are minus infinity. The lower grid has "
                     "the weights: row I @{causal[0]:.2f}, row "
                     "love @{causal[1]:.2f}, row doughnuts @{causal[2]:.2f}.",
                     masked(kWords, s, causal)});
    page.check("no word looks ahead", causal(0, 1) == 0 && causal(0, 2) == 0 && causal(1, 2) == 0);
    for (int i = 0; i < 3; ++i) {
        page.check("with the mask, the weights of each row still add up to 1",
                   std::abs(sum(causal.row(i)) - 1) < 1e-6f);
    }
    page.text(R"md(
        A row says which word looks, and a column at which. *I* comes first and can look only at itself, with a weight
        of @{causal[0][0]:.2f}. *Love* shares its attention between *I*, @{causal[1][0]:.2f}, and itself,
        @{causal[1][1]:.2f}. Only *doughnuts* sees all three.)md");

    // [shorter]
    // All three words with the mask, and "I love" without one.
    const Matrix whole = scaled_dot_product_attention(q, k, v, Mask::causal);

    const auto two = [](const Matrix& m) { return m.view().row_block(0, 2); };
    const Matrix begun = scaled_dot_product_attention(two(q), two(k), two(v));
    // [/shorter]
    page.value("begun.love", begun.row(1));
    page.text(R"md(
        With the mask, the model does all the exercises in a sentence at once: each word takes in exactly what it would
        if the sentence ended there.)md");
    page.deep_dive("Checked: as if the sentence ended there", [&] {
        page.text(R"md(
            Compare *love* in the whole sentence, masked, with *love* in "I love", where nothing needs to be hidden.
            (`row_block(0, 2)` takes two rows, beginning with row 0.))md");
        page.cell("shorter");
        page.check(
            "with the mask, love takes in what it would if the sentence ended with it",
            max_abs_difference(whole.view().row_block(1, 1), begun.view().row_block(1, 1)) < 1e-6);
        page.text("Both times *love* takes in the same row, @{begun.love:.3f}.");
    });

    page.section("Two ways to get the mask wrong");
    Table mistakes{"what is done", "its weights", {"their sum", ".2f"}};
    Matrix zeroed = scale(matmul_nt(q, k), 1 / std::sqrt(real{2}));
    zeroed(0, 1) = 0;
    zeroed(0, 2) = 0;
    const Matrix first_mistake = softmax_rows(zeroed);
    const auto text = [](const Value& row) { return format_value(row, ".2f"); };
    mistakes.add("minus infinity, then softmax", text(causal.row(0)), sum(causal.row(0)));
    mistakes.add("0, then softmax", text(first_mistake.row(0)), sum(first_mistake.row(0)));
    mistakes.add("softmax, then 0", text(Numbers{open(0, 0), 0, 0}), open(0, 0));
    page.text(R"md(
        Two mistakes are common. The first is to write 0 over the hidden scores instead of minus
        infinity. The second is to run softmax first, and to write 0 over the hidden weights. Here
        is what each does to the row of *I*, which should look only at itself:)md");
    page.show(mistakes);
    page.value("zeroed", first_mistake.row(0));
    page.text(R"md(
        A score of 0 hides nothing, because *e* to the power of 0 is 1, and that is a vote like any
        other: *I* gives @{zeroed[1]:.2f} to each of the words that it must not see. And zeros after
        softmax leave a row that adds up to @{open.first:.2f}: *I* takes in less than one whole
        value. Worse, the powers of the hidden scores were part of the sum that softmax divided by,
        so they still have a say in the weight of *I*.)md");
    page.text(R"md(
        One case is left. What if a word may see nothing at all? (Under other masks that can happen.) Then every power
        is 0, and so is their sum, and 0 divided by 0 is not a number. The library decides that such a word takes in
        nothing: all its weights are 0.)md");
    const Matrix hidden({1, 2}, -std::numeric_limits<real>::infinity());
    page.check("a row with everything masked gives zeros", softmax_rows(hidden) == Matrix{{0, 0}});
    page.exercise("5.3", "Write the causal mask, and a softmax that survives it.");
}

void one_at_a_time(Page& page) {
    page.section("One word at a time");
    page.text(R"md(
        Until now every word has had both a query and a key, so the mask has been square. When a
        model writes, it adds one word at a time. Must it then compute everything again for each new
        word? No. The earlier words may not look ahead, so none of them notices that the sentence
        has grown: their rows stay as they are, and so do their keys and values. We can keep those.
        Only the newest word has to ask, with a single query that meets many keys.

        Let us try it with *doughnuts*, the last word of three. In the code, `newest` asks alone,
        with the keys and values of all three words:)md");
    // [newest]
    // All three words ask, and then the last one asks alone.
    const Matrix all = scaled_dot_product_attention(q, k, v, Mask::causal);

    const ConstView last = q.view().row_block(2, 1);  // (1 x 2)
    const Matrix newest = scaled_dot_product_attention(last, k, v, Mask::causal);
    // [/newest]
    page.cell("newest");
    page.check("the newest word takes in the same, whether it asks alone or with the others",
               max_abs_difference(newest, all.view().row_block(2, 1)) < 1e-6);
    page.value("newest", newest.row(0));
    page.text(R"md(
        It takes in @{newest:.3f}, just as it did when all three asked together. But how did the
        mask know that this one query was the third, and not the first? There is one query, so it is
        query 0, and a square mask would have let it see key 0 only.

        The mask has to count from the end. The last query belongs to the last key and sees all the keys. The query
        before it sees all but the last, and so on. Here are two queries, for words 3 and 4, meeting the keys of five
        words, 0 to 4:)md");
    Matrix seen({2, 5});
    apply_mask(Mask::causal, seen);
    page.show(Figure{
        "late", "Two new queries meet five keys",
        "A grid of two rows and five columns. Query 0, of word 3, sees keys 0 to 3, and key 4 is "
        "minus "
        "infinity. Query 1, of word 4, sees all five.",
        late_queries(seen, {"query 0 (word 3)", "query 1 (word 4)"},
                     {"key 0", "key 1", "key 2", "key 3", "key 4"})});
    page.check(
        "with two queries and five keys, only the last key is hidden, and only from the first "
        "query",
        seen(0, 3) == 0 && std::isinf(seen(0, 4)) && seen(1, 4) == 0);
    page.text(R"md(
        Query 0 sees the keys up to key 3, which is its own, and query 1 sees one more. In general,
        with *n* queries and *m* keys, query *i* sees keys 0 to *i* + (*m* − *n*). If there are as
        many queries as keys, *m* − *n* is 0, and this is the square mask again. In chapter 10 the
        translator writes that way.)md");
}

void the_whole(Page& page) {
    page.section("Scaled dot-product attention, in full", Path::shortest);
    page.text(R"md(
        We have all the parts: compare queries with keys, divide by √d, hide what must not be seen,
        run softmax over each row, and mix the values. Without the mask, that is the most famous
        formula of the paper:)md");
    page.formula(R"(\mathrm{Attention}(Q, K, V) = \mathrm{softmax}(QK^T / \sqrt{d})\,V)",
                 "Attention(Q, K, V) = softmax(Q Kᵀ / √d) V", "Vaswani et al. 2017, equation 1");
    page.text(R"md(
        Here it is in plain loops, for our three words. The first inner loop makes the scores of
        word i, and the last one mixes the values:)md");
    // [whole]
    Matrix out({3, 2});  // (3 x 2)  what each word becomes
    for (int i = 0; i < 3; ++i) {
        Numbers scores;  // of word i, for each word j
        for (int j = 0; j < 3; ++j) {
            const real score = dot(q.row(i), k.row(j));
            scores.push_back(score / std::sqrt(2.0));
        }

        const Numbers weights = softmax(scores);

        for (int j = 0; j < 3; ++j) {
            const real share = real(weights[std::size_t(j)]);
            for (int c = 0; c < 2; ++c) {
                out(i, c) += share * v(j, c);
            }
        }
    }
    // [/whole]
    page.cell("whole");
    page.deep_dive("The same in the library", [&] {
        page.text(R"md(
            The library has a line for each step, and the translator of chapter 10 runs through these very lines. The
            last argument of each call is where its result goes. `score_factor` of a width d is 1 / √d.)md");
        page.excerpt("attend", "common/nn/attention.cpp");
    });
    Matrix weights;
    const Matrix library = scaled_dot_product_attention(q, k, v, Mask::none, &weights);
    page.check("the loops and the library give the same attention",
               max_abs_difference(library, out) < 1e-6);
    page.values({{"love", weights.row(1)}, {"own", v.row(1)}, {"new", out.row(1)}});
    page.text("The library does the same in five calls, and these are the weights that both find:");
    page.show(Figure{"attention", "Who looks at whom",
                     "A heat map of three by three attention weights. Each row adds up to 1. Row "
                     "love: @{love:.3f}.",
                     HeatMap{weights, kWords, kWords, "who looks", "at whom", ".3f", 0, 1}});
    page.text(R"md(
        Read the second row. *Love* takes @{love:.3f} of the three values. That is a little flatter than on paper,
        because the scores were divided by √2. Its own value is @{own:.1f}, and the mix is @{new:.3f}, which chapter 07
        will add to the word. A row adds up to 1; a column need not, because a value is copied, not used up.)md");
    page.exercise("5.4", "Write it in loops, for any number of queries, keys and columns.");
}

// [cut]
// Shares, the largest first. Both keep the first few, and divide again.
Numbers top_k(Numbers p, int count) {
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (int(i) >= count) p[i] = 0;
    }
    return divided_by_sum(p);
}

Numbers top_p(Numbers p, double enough) {
    double reached = 0;  // by the words that are kept
    for (double& share : p) {
        if (reached >= enough)
            share = 0;
        else
            reached += share;
    }
    return divided_by_sum(p);
}
// [/cut]

// [draw]
// Lays the shares along a line from 0 to 1. Which of them does a point hit?
std::size_t draw(const Numbers& p, Rng& rng) {
    double point = rng.uniform();  // from 0 to 1
    for (std::size_t i = 0; i + 1 < p.size(); ++i) {
        if (point < p[i]) return i;
        point -= p[i];
    }
    return p.size() - 1;
}
// [/draw]

int kept_in(const Numbers& p) {
    return int(std::count_if(p.begin(), p.end(), [](double share) { return share > 0; }));
}

void next_word(Page& page, const Knobs& knobs) {
    page.section("A second job: which word comes next?");
    page.ahead("language model", "what the reader has used; chapter 12 trains one");
    page.text(R"md(
        Softmax has a second place in nearly every language model, at the very end. There the model has a score for
        each word of its vocabulary: how well would this word fit next? Softmax turns those scores into probabilities,
        and one word is picked. Suppose that a model has read *I love* and gives a few words these scores. (We made
        them up; a real vocabulary has tens or hundreds of thousands of entries.))md");
    // clang-format off
    // [next]
    const Texts words{"doughnuts", "cake", "you", "music",
                      "mornings", "taxes", "seven", "of"};
    const Numbers scores{4.0, 3.4, 3.0, 2.2, 1.0, 0.2, -1.0, -1.5};
    const Numbers p = softmax(scores);
    // [/next]
    // clang-format on
    page.cell("next");
    double silly = 0;
    for (std::size_t i = 4; i < p.size(); ++i) silly += p[i];
    page.values({{"next", p}, {"silly", silly}, {"k", knobs.top_k}, {"p", knobs.top_p}});
    page.text(R"md(
        How do we pick? Always taking the word with the largest probability is safe and dull: the same start goes on
        in the same way every time, and a long text easily goes round in circles. Throwing dice instead, so that a
        word comes up as often as its probability says, livens up a text. But here the unlikely words, from *mornings*
        on, have @{silly:.1%} of the probability between them, and sooner or later one of them comes up. "I love of"
        is the end of any poem.

        Between the safe way and the lively one there are three knobs. We know the first, the
        temperature: divide the scores by T before softmax. Below 1, the likely words become even
        likelier; above 1, the unlikely ones get more of a chance.)md");
    page.term("top-k", "Draw the next word only among the k most probable ones.");
    page.term(
        "top-p",
        "Draw the next word only among the most probable ones that together reach a share p.");
    page.text(R"md(
        The second is **top-k**: keep the k most probable words, cut all the others, and divide by the sum of what is
        left, so that the shares add up to 1 again. (Fan et al. 2018 wrote stories that way.)

        The third is **top-p**: keep the most probable words until together they have reached a
        share p, such as nine tenths, and cut the rest (Holtzman et al. 2020). Both are a few lines.
        Note that each ends with `divided_by_sum`:)md");
    page.setup("cut");
    page.text(R"md(
        To throw the dice, lay the shares next to each other on a line from 0 to 1, and see in which of them a random
        point falls; the line with `return i` has found it:)md");
    page.setup("draw");
    const Numbers by_k = top_k(p, knobs.top_k);
    const Numbers by_p = top_p(p, knobs.top_p);
    const int times = 100000;
    Rng rng(page.seed());
    Numbers drawn(words.size());
    for (int i = 0; i < times; ++i) drawn[draw(by_p, rng)] += 1.0 / times;
    Table table{"word",           {"score", ".1f"}, {"T = 1", ".3f"}, {"T = 0.5", ".3f"},
                {"T = 2", ".3f"}, {"top-k", ".3f"}, {"top-p", ".3f"}, {"drawn", ".3f"}};
    const Numbers cold = softmax_at(0.5, scores);
    const Numbers hot = softmax_at(2, scores);
    double worst = 0;
    bool cut_is_drawn = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        table.add(words[i], scores[i], p[i], cold[i], hot[i], by_k[i], by_p[i], drawn[i]);
        worst = std::max(worst, std::abs(drawn[i] - by_p[i]));
        cut_is_drawn = cut_is_drawn || (by_p[i] == 0 && drawn[i] > 0);
    }
    Numbers masked_scores = scores;
    for (std::size_t i = std::size_t(knobs.top_k); i < scores.size(); ++i)
        masked_scores[i] = -std::numeric_limits<double>::infinity();
    const Numbers by_mask = softmax(masked_scores);
    double apart = 0;
    for (std::size_t i = 0; i < scores.size(); ++i)
        apart = std::max(apart, std::abs(by_mask[i] - by_k[i]));
    page.values({{"times", times},
                 {"by.k", by_k},
                 {"by.p", by_p},
                 {"cold", cold},
                 {"hot.next", hot},
                 {"drawn", drawn},
                 {"kept.k", kept_in(by_k)},
                 {"kept.p", kept_in(by_p)}});
    page.text("Here are all of them:");
    page.show(table,
              "top-k with k = @{k}; top-p with p = @{p}; drawn: the share of @{times:,} draws with "
              "top-p");
    page.check("a word that is cut is never drawn", !cut_is_drawn);
    page.check("words are drawn as often as their shares say, to within 0.01", worst < 0.01);
    page.check("cutting words and dividing again gives the same as a mask before softmax",
               apart < 1e-12);
    page.text(R"md(
        *Doughnuts* begins with a probability of @{next[0]:.3f}. A cold softmax raises it to
        @{cold[0]:.3f}, a hot one lowers it to @{hot.next[0]:.3f} and gives *taxes*
        @{hot.next[5]:.3f}. Top-k keeps @{kept.k} words, and divides their shares by the sum of what
        is left, so *doughnuts* now has @{by.k[0]:.3f}. Top-p keeps @{kept.p}, and gives it
        @{by.p[0]:.3f}. For the last column the dice were thrown @{times:,} times with top-p, and
        *doughnuts* came up in @{drawn[0]:.1%} of the throws.

        The cut words got 0, and the rest were divided again. Isn't that the second mistake with the mask, zeros after
        softmax? No, because of the second division: it puts the sum right. The result is exactly what minus infinity
        before softmax would have given.

        Why two ways to cut? A model is sometimes sure and sometimes not. After *I love*, many words may follow. After
        *Once upon a*, only one is to be expected. Compare how many words each way keeps:)md");
    // [sure]
    const Numbers& unsure = p;                               // I love ...
    const Numbers sure = softmax({9, 4, 3, 1, 1, 1, 0, 0});  // Once upon a ...
    // [/sure]
    Table kept{"after", {"largest share", ".3f"}, "kept by top-k", "kept by top-p"};
    const int k_sure = kept_in(top_k(sure, knobs.top_k));
    const int p_sure = kept_in(top_p(sure, knobs.top_p));
    kept.add("I love ...", unsure[0], kept_in(by_k), kept_in(by_p));
    kept.add("Once upon a ...", sure[0], k_sure, p_sure);
    page.show(kept, "k = @{k}, p = @{p}");
    page.check("at p = 0.9, top-p keeps fewer words where the model is sure",
               kept_in(top_p(sure, 0.9)) < kept_in(top_p(unsure, 0.9)));
    page.values({{"kept.k.sure", k_sure}, {"kept.p.sure", p_sure}, {"sure", sure[0]}});
    page.text(R"md(
        Top-k keeps @{kept.k.sure} words even where the first has a probability of @{sure:.3f} and the others are
        nonsense. Top-p keeps @{kept.p.sure} there, and @{kept.p} after *I love*, where there is something to choose.
        Programs that run language models offer these knobs under these very names. Ours are `--top-k` and `--top-p`.
        The translator of chapter 10 throws no dice, by the way: a translation should be right rather than lively.)md");
}

void declare(Options& options, Knobs& knobs) {
    options.add("temperature", knobs.temperature, 0.01, 1000, "of the article's scores");
    options.add("draws", knobs.draws, 500, 20000,
                "queries drawn to measure the variance of scores");
    options.add("top-k", knobs.top_k, 1, 8, "how many words may come next");
    options.add("top-p", knobs.top_p, 0.01, 1, "the share that the next words must reach");
    options.on_page("temperature", 0.05, 20);
    options.on_page("top-k", 1, 8);
    options.on_page("top-p", 0.05, 1);
}

void build(Page& page, Knobs& knobs) {
    opening(page, knobs);
    from_scores_to_weights(page);
    on_paper(page);
    ten_thousand(page);
    a_thermostat(page, knobs.temperature);
    a_push(page);
    why_sqrt_d(page, knobs.draws);
    a_mask(page);
    one_at_a_time(page);
    the_whole(page);
    next_word(page, knobs);

    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("Bridle 1990, in Neurocomputing (NATO ASI F68), which named softmax");
    page.source("Fan et al. 2018 (top-k)", "https://arxiv.org/abs/1805.04833");
    page.source("Holtzman et al. 2020 (top-p)", "https://arxiv.org/abs/1904.09751");
    page.end(
        {.recap = R"md(
            A word turns its scores into weights with softmax: raise *e* to the power of each score, and divide by the
            sum. *Love*'s scores of @{scores:.2f} become weights of @{weights:.2f}, never negative, and adding up to
            1, and the mix of the values with these weights is what *love* takes in. Dividing the scores by a
            temperature first makes the choice sharper or softer; T = @{temperature.article:.2f} turns the article's
            scores into its weights. The wider queries and keys are, the larger their scores grow, so the paper
            divides by √d: at a width of @{widest} that is the difference between a favourite with @{plain.largest:.2f} of
            the attention and one with @{scaled.largest:.2f}. And a mask of minus infinity, written before softmax,
            keeps a word from looking ahead.)md",
         .questions =
             {{"Why are the scores not simply divided by their sum?",
               "Because scores can be negative. Then some shares come out negative and others far "
               "above 1, and if the scores happen to add up to 0 there is no answer at all. "
               "A power of *e* is always positive, and a larger score has a larger power, so the "
               "order of the scores is preserved."},
              {"Somebody adds 7 to all the scores of a row. Somebody else multiplies them all by "
               "7. What happens to the weights?",
               "Adding changes nothing: every power of *e* grows by the same factor, and the "
               "division takes it out. Multiplying makes all the differences seven times as "
               "large. That is a temperature of one seventh, and the leader takes a much "
               "larger share."},
              {"Why does the mask write minus infinity before softmax, and not zeros after it?",
               "A score of minus infinity becomes a weight of exactly 0, and softmax divides by "
               "the sum of the visible words only, so their weights add up to 1. Zeros written "
               "afterwards leave a row that adds up to less than 1, and whose sum still depends on "
               "the words that should be hidden."}},
         .next =
             "So far a word looks at the others with only one question. But *bites* must know who "
             "bites, and who is bitten. Can one question ask for both?",
         .answer = "Divide scores by √d, raise e to the power of each, divide by the sum: weights "
                   "for an average."});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({5, "softmax", "How do scores become attention?"}, declare, build);
}

}  // namespace chapter_05
