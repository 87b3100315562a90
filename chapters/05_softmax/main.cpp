// Chapter 05: from three scores to three weights, and on to the whole formula of the paper.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "nn/attention.h"
#include "notebook/command_line.h"
#include "notebook/page.h"
#include "tensor/ops.h"

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

void from_scores_to_weights(Page& page) {
    page.section("Three scores, one sentence");
    page.text(R"md(
        In chapter 04 each word of "I love doughnuts" got a *query*, what it asks, a *key*, what it is
        found by, and a *value*, what it has to give. The article tells the keys, and *love*'s query and
        value; the rest is invented. Row *love* of the scores is what its query makes of each key.)md");
    // [scores]
    const Matrix raw = matmul_nt(q, k);  // q k^T: (3 x 2)(3 x 2)^T -> (3 x 3)
    const Numbers scores = row_of(raw, 1);
    // [/scores]
    page.code("words");
    page.code("scores");
    const Numbers weights = softmax(scores), awkward{-0.4, -0.2, 0.7};
    page.values({{"scores", scores}, {"score.love.love", scores[1]}, {"awkward", awkward}});
    page.values({{"by.sum", divided_by_sum(scores)}, {"awkward.by.sum", divided_by_sum(awkward)}});
    page.guess("*Love*'s scores are @{scores:.2f}. What share of its attention gets *doughnuts*?",
               "@{softmax.true[2]:.2f}. If you said @{by.sum[2]:.2f}, you divided by the sum.");
    page.text(R"md(
        What *love* needs is a share for each word: none negative, all together 1. Then the mix of the
        words' values is an average. Why not divide each score by the sum of all? Because a dot product
        can be negative. Scores of @{awkward:.1f}, divided by their sum, give
        @{awkward.by.sum:.1f}: two negative shares, and one of seven times everything.)md");

    page.section("Softmax, on paper");
    page.text(R"md(
        So make every score positive, but keep their order: raise *e* to it. Then divide by the sum.
        That is all there is to softmax.)md");
    page.formula(R"(\mathrm{softmax}(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}})",
                 "softmax(x)ᵢ = e^xᵢ / Σⱼ e^xⱼ", "Bridle 1990");
    page.code("naive");
    page.data("softmax.true", weights);
    Table table{"word", {"score x", ".2f"}, {"e^x", ".4f"}, {"weight", ".4f"}};
    for (std::size_t i = 0; i < 3; ++i)
        table.add(kWords[i], scores[i], std::exp(scores[i]), weights[i]);
    page.show(table);
    page.check("love's weights add up to 1",
               std::abs(weights[0] + weights[1] + weights[2] - 1) < 1e-12);
    page.text(R"md(
        The library does the same to every row of a matrix. `exp_row_from_top` raises *e* to a row and
        adds up; its name is explained under "What if a score is ten thousand?".)md");
    page.code("softmax_rows", "common/tensor/row_ops.cpp");
    page.check("softmax_rows agrees", std::abs(softmax_rows(raw)(1, 2) - weights[2]) < 1e-6);
    page.exercise("5.1", "Write softmax yourself, row by row.");
}

void temperature_and_overflow(Page& page, double own) {
    page.section("The article's weights, and a thermostat");
    page.quote(R"(Raw scores: "I" = 0.27, "love" = 1.0, "doughnuts" = 0.78)", "the article");
    page.quote(R"(After softmax: "I" = 0.15, "love" = 0.50, "doughnuts" = 0.35)", "the article");
    const Numbers scores{0.27, 1.0, 0.78}, printed{0.15, 0.50, 0.35};  // the article's
    page.value("softmax.article", softmax(scores));
    page.article_says("softmax of its scores", "(0.15, 0.50, 0.35)", "softmax.article", ".4f");
    page.article_says("love's score for itself", "1.0", "score.love.love", ".2f");
    page.text(R"md(
        Two things here are not what we computed. *Love*'s score for itself is @{score.love.love:.2f},
        not 1.0: multiply it out. And the softmax of the article's own scores is @{softmax.article:.2f},
        flatter than what it prints. Where could sharper weights come from? From a knob that we have not
        turned yet: divide all scores by a *temperature* T first. A cold softmax, T below 1, exaggerates
        the differences; a hot one levels them out. Which T comes nearest? Try them all.)md");
    page.code("temperature");
    // [fit]
    double best_t = 0, least = 1;
    for (double t = 0.1; t < 2; t += 0.0001) {
        const Numbers w = softmax_at(t, scores);
        const double error = std::hypot(w[0] - printed[0], w[1] - printed[1], w[2] - printed[2]);
        if (error < least) least = error, best_t = t;
    }
    // [/fit]
    page.code("fit");
    page.values({{"temperature.article", best_t}, {"fitted", softmax_at(best_t, scores)}});
    page.text(R"md(
        At T = @{temperature.article:.2f} softmax gives @{fitted:.4f}: to two digits, what the article
        prints. Its weights are a softmax of its scores, at a temperature that it does not mention.)md");
    page.check("one temperature explains all three printed weights", least < 0.002);
    Numbers temperatures, curves[3];
    for (double t = 0.05; t < 12; t *= 1.08) {
        temperatures.push_back(t);
        for (std::size_t i = 0; i < 3; ++i) curves[i].push_back(softmax_at(t, scores)[i]);
    }
    Plot plot{{"temperature T", Scale::log}, {"weight", Scale::linear, 0, 1}};
    for (std::size_t i = 0; i < 3; ++i) plot.line(kWords[i], temperatures, curves[i]);
    plot.vertical(best_t, "the article");
    page.show(Figure{
        "temperature", "A cold softmax chooses, a hot one averages",
        "Three weights over temperature: one takes all when cold, a third each when hot.", plot});
    page.values({{"own.temperature", own}, {"own.weights", softmax_at(own, scores)}});
    page.text(R"md(
        On the left softmax is a choice, on the right an average. In between it is a choice that can
        change its mind *smoothly*, and that is what lets a model learn it by small steps. Turn the knob
        yourself with `--temperature`: at @{own.temperature} the weights are @{own.weights:.3f}.

        The wrong score matters more. With @{score.love.love:.2f} instead of 1.0, *doughnuts* gets most of
        *love*'s attention: @{softmax.true[2]:.3f}, before *love* itself with @{softmax.true[1]:.3f}.)md");
    page.exercise("5.2", "Give softmax its temperature.");

    page.section("What if a score is ten thousand?");
    page.text(R"md(
        On paper softmax sees differences only: add 7 to every score, and every power of *e* grows by
        the same factor, which cancels. A computer sees more. To it, *e* to the 10,000 is infinity.)md");
    // [overflow]
    const Numbers naive = softmax({10000, 9999, 9998});
    const Matrix safe = softmax_rows(Matrix{{10000, 9999, 9998}});
    // [/overflow]
    page.code("overflow");
    page.values({{"huge.naive", naive}, {"huge.safe", row_of(safe, 0)}});
    page.text(R"md(
        Our own lines answer @{huge.naive}: infinity divided by infinity is not a number. The library
        answers @{huge.safe:.4f}. It takes the largest score away from all of them first (that is the
        *top* in `exp_row_from_top`), so the largest power is *e* to the 0, and nothing overflows.)md");
    page.check("the plain formula makes no number of ten thousand", std::isnan(naive[0]));
    page.check("the library sees scores of 10000, 9999, 9998 as 0, -1, -2",
               safe == softmax_rows(Matrix{{0, -1, -2}}));
}

void pushes_and_sqrt_d(Page& page, int draws) {
    page.section("Push one score, and all weights move");
    page.text(R"md(
        What one word gains, the others lose. Learning (chapter 08) means pushing scores, so it matters
        how far a weight p follows a push of its own score: by p (1 − p) per unit, says the formula.
        That is most at a half, and next to nothing near 0 and 1. Push each by a hair and look.)md");
    page.formula(R"(\frac{\partial p_i}{\partial x_j} = p_i\,([i = j] - p_j))",
                 "∂pᵢ/∂xⱼ = pᵢ ([i = j] − pⱼ)      [i = j] is 1 if i is j, otherwise 0");
    // [push]
    const Numbers scores = row_of(matmul_nt(q, k), 1), p = softmax(scores);
    Matrix moves({3, 3});  // (whose weight moved x whose score was pushed)
    for (std::size_t j = 0; j < 3; ++j) {
        Numbers pushed = scores;
        pushed[j] += 1e-6;
        for (std::size_t i = 0; i < 3; ++i) {
            const double move = (softmax(pushed)[i] - p[i]) / 1e-6;
            moves(static_cast<int>(i), static_cast<int>(j)) = static_cast<real>(move);
            page.check("weights move as the formula says",
                       std::abs(move - p[i] * ((i == j) - p[j])) < 1e-6);
        }
    }
    // [/push]
    page.code("push");
    page.show(Figure{"push", "Push the score of a column: the weights of the rows move",
                     "A heat map of three by three: positive on the diagonal, negative elsewhere.",
                     HeatMap{moves, kWords, kWords, "weight of", "score of", "+.3f"}});

    page.section("Why divide by √d?");
    page.value("draws", draws);
    page.text(R"md(
        A score is a sum of d products. If the numbers in queries and keys are independent, with mean 0
        and variance 1, so are the products, and variances of independent things add up: the score has
        variance d. Long vectors shout, and the softmax of a shout is almost a choice: p (1 − p) is near
        0, the weights hardly follow a push, and what is learnt by small pushes is learnt slowly.
        Dividing by √d divides the variance by d: it is a temperature, one for each length. Measure
        before you believe: @{draws} queries, each with 8 keys.)md");
    Rng rng(page.seed());
    // [variance]
    const auto slope = [](const Matrix& weights) {  // p (1 - p), the mean over all weights p
        return mean(weights) - mean(multiply(weights, weights));
    };
    Table table{"d", {"Var s", ".1f"}, {"Var s/√d", ".3f"}, {"slope", ".4f"}, {"after √d", ".4f"}};
    double kept = 1;  // of the slope, if nothing is divided
    for (int d : {4, 16, 64, 256}) {
        const Matrix queries = randn({draws, d}, rng);  // (draws x d)
        Matrix s({draws, 8});                           // (draws x 8)  their scores for 8 keys
        for (int key = 0; key < 8; ++key)
            copy(row_dots(queries, randn({draws, d}, rng)), s.view().col_block(key, 1));
        const Matrix scaled = scale(s, 1 / std::sqrt(static_cast<real>(d)));
        const double slope_s = slope(softmax_rows(s)), slope_scaled = slope(softmax_rows(scaled));
        table.add(d, variance(s), variance(scaled), slope_s, slope_scaled);
        page.check("scores / √d have variance 1, to 15%", std::abs(variance(scaled) - 1) < 0.15);
        kept = slope_s / slope_scaled;
    }
    // [/variance]
    page.code("variance");
    page.show(table, "s = q·k, and the mean slope p (1 − p) of its weights");
    page.check("without √d, vectors of 256 lose more than two thirds of the slope", kept < 1.0 / 3);
}

void masks_and_the_whole(Page& page) {
    page.section("What a mask does");
    page.text(R"md(
        When a model *reads* a sentence, every word may look at every other. When it *writes* one, no
        word may look at words that do not exist yet. The rule goes into the scores, *before* softmax: a
        score of minus infinity becomes a weight of 0, and the others still add up to 1.)md");
    // [mask]
    Matrix s = matmul_nt(q, k);  // (3 x 3)
    const Matrix open = softmax_rows(s);
    apply_mask(Mask::causal, s);  // minus infinity right of the diagonal
    const Matrix causal = softmax_rows(s);
    // [/mask]
    page.value("open.first", open(0, 0));
    page.code("mask");
    page.show(matrix_table(causal, kWords, kWords), "Who looks (rows) at whom (columns)");
    page.text(R"md(
        Two mistakes nearly everybody makes once. A masked score of 0 masks nothing, since *e* to the 0
        is 1, a vote like any other. And zeros written *after* softmax leave rows that do not add up to
        1: the first would keep @{open.first:.2f}. Where everything is masked, as in a row of padding,
        softmax would divide nothing by nothing; the library answers with zeros.)md");
    page.check("no word looks ahead", causal(0, 1) == 0 && causal(0, 2) == 0 && causal(1, 2) == 0);
    page.check("every masked row still adds up to 1", std::abs(sum(causal.row(1)) - 1) < 1e-6f);
    const Matrix hidden({1, 2}, -std::numeric_limits<real>::infinity());
    page.check("a row with everything masked gives zeros", softmax_rows(hidden) == Matrix{{0, 0}});
    page.exercise("5.3", "Write the causal mask, and a softmax that survives it.");

    page.section("Scaled dot-product attention, whole");
    page.text(R"md(
        Everything is on the table: scores, scale, a mask if need be, softmax, and the mix of the values.
        First in plain loops, then as the library has it, for the translator of chapter 10.)md");
    page.formula(R"(\mathrm{Attention}(Q, K, V) = \mathrm{softmax}(QK^T / \sqrt{d})\,V)",
                 "Attention(Q, K, V) = softmax(Q Kᵀ / √d) V", "Vaswani et al. 2017, equation 1");
    // [whole]
    Matrix out({3, 2});  // (3 x 2)  what each word becomes
    for (int i = 0; i < 3; ++i) {
        Numbers scores;
        for (int j = 0; j < 3; ++j) scores.push_back(dot(q.row(i), k.row(j)) / std::sqrt(2.0));
        const Numbers weights = softmax(scores);
        for (int j = 0; j < 3; ++j)
            for (int c = 0; c < 2; ++c)
                out(i, c) += static_cast<real>(weights[static_cast<std::size_t>(j)]) * v(j, c);
    }
    // [/whole]
    page.code("whole");
    page.code("attend", "common/nn/attention.cpp");
    Matrix weights;
    const Matrix library = scaled_dot_product_attention(q, k, v, Mask::none, &weights);
    page.check("loops and library attend alike", max_abs_difference(library, out) < 1e-6);
    page.show(Figure{"attention", "Who looks at whom",
                     "A heat map of three by three attention weights. Each row adds up to 1.",
                     HeatMap{weights, kWords, kWords, "who looks", "at whom", ".3f"}});
    page.values({{"love", row_of(weights, 1)}, {"own", row_of(v, 1)}, {"new", row_of(out, 1)}});
    page.text(R"md(
        Read the second row. *Love* takes @{love:.4f} of the three values (√2 has flattened the shares of
        our first table) and goes on as @{new:.3f} instead of @{own:.1f}. Every word asks, so every row
        changes. But mind the direction: a row says what its word *takes in*, not what it gives.)md");
    page.exercise("5.4", "Write scaled dot-product attention in plain loops.");
}

}  // namespace

int main(int argc, char** argv) {
    double temperature = 1;
    int draws = 1000;
    Options options;
    options.add("temperature", temperature, 0.01, 1000, "of the article's scores");
    options.add("draws", draws, 100, 20000, "queries drawn to measure the variance of scores");
    const ChapterInfo info{5, "softmax", "How do scores become attention?"};
    return run_chapter(argc, argv, info, options, [&](Page& page) {
        from_scores_to_weights(page);
        temperature_and_overflow(page, temperature);
        pushes_and_sqrt_d(page, draws);
        masks_and_the_whole(page);
        page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
        page.source("Bridle 1990, which gave softmax its name");
        page.end(
            "Divide scores by √d, raise e to each, divide by the sum; average the values with "
            "that.",
            "A word looks at others with one question only. Why look more than once?");
    });
}
