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

using Numbers = std::vector<double>;
const std::vector<std::string> kWords{"I", "love", "doughnuts"};

// [naive]
Numbers divided_by_sum(Numbers x) {
    const double total = std::accumulate(x.begin(), x.end(), 0.0);
    for (double& v : x) v /= total;
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
        In chapter 04 *love* asked its question: its query met the key of each word of "I love
        doughnuts", and three dot products came back, the scores.)md");
    // [scores]
    const Matrix query{{0.9f, 0.2f}};                             // (1 x 2)  what love asks
    const Matrix keys{{0.1f, 0.9f}, {0.7f, 0.5f}, {0.8f, 0.3f}};  // (3 x 2)  one key per word
    const Matrix raw = matmul_nt(query, keys);                    // (1 x 3)  one score per word
    // [/scores]
    page.code("scores");
    const Numbers scores = row_of(raw, 0), weights = softmax(scores), awkward{-0.4, -0.2, 0.7};
    page.values({{"scores", scores}, {"score.love.love", scores[1]}, {"awkward", awkward}});
    page.values({{"by.sum", divided_by_sum(scores)}, {"awkward.by.sum", divided_by_sum(awkward)}});
    page.guess("The scores are @{scores:.2f}. How much of its attention does *doughnuts* get?",
               "@{softmax.true[2]:.2f}. If you said @{by.sum[2]:.2f}, you divided by the sum.");
    page.text(R"md(
        What *love* needs is a share for each word: none negative, and all together 1. Then the mix of
        the words' values is an average. Why not divide each score by the sum of all? Because a dot
        product can be negative. Scores of @{awkward:.1f}, divided by their sum, give
        @{awkward.by.sum:.1f}: two shares below nothing and one of many times the whole.)md");

    page.section("Softmax, on paper");
    page.text(R"md(
        So make every score positive first, but keep their order: raise *e* to it. Then divide by the
        sum. That is all there is to softmax.)md");
    page.formula(R"(\mathrm{softmax}(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}})",
                 "softmax(x)ᵢ = e^xᵢ / Σⱼ e^xⱼ", "Bridle 1990");
    page.code("naive");
    page.data("softmax.true", weights);
    Table table{"word", {"score x", ".2f"}, {"e^x", ".4f"}, {"weight", ".4f"}};
    for (std::size_t i = 0; i < 3; ++i)
        table.add(kWords[i], scores[i], std::exp(scores[i]), weights[i]);
    page.show(table);
    page.check("they add up to 1", std::abs(weights[0] + weights[1] + weights[2] - 1) < 1e-12);
    page.text(R"md(
        The library does the same to every row of a matrix. `exp_row_from_top` raises *e* to a whole row
        and adds up; its name is explained two sections on.)md");
    page.code("softmax_rows", "common/tensor/row_ops.cpp");
    page.check("the library's softmax and ours agree",
               std::abs(static_cast<double>(softmax_rows(raw)(0, 2)) - weights[2]) < 1e-6);
    page.exercise("5.1", "write softmax yourself, for one row.");
}

void temperature_and_overflow(Page& page, double own) {
    page.section("The article's weights, and a thermostat");
    page.quote(R"(After softmax: "I" = 0.15, "love" = 0.50, "doughnuts" = 0.35)", "the article");
    const Numbers scores{0.27, 1.0, 0.78}, printed{0.15, 0.50, 0.35};  // the article's
    page.value("softmax.article", softmax(scores));
    page.article_says("weights of love", "(0.15, 0.50, 0.35)", "softmax.article", ".4f");
    page.article_says("score of love with itself", "1.0", "score.love.love", ".2f");
    page.text(R"md(
        Softmax of its scores is @{softmax.article:.2f}: flatter than what is printed. Before we call
        that wrong, there is a knob that we have not turned. Divide all scores by a *temperature* T
        first. A cold softmax, T below 1, exaggerates the differences; a hot one levels them out.)md");
    page.code("temperature");
    page.text("Which T comes nearest? The error falls, then rises: cut away a third at a time.");
    // [fit]
    const auto error = [&](double t) {  // the distance between three weights and three
        const Numbers w = softmax_at(t, scores);
        return std::hypot(w[0] - printed[0], w[1] - printed[1], w[2] - printed[2]);
    };
    double low = 0.1, high = 2;
    while (high - low > 1e-9) {
        const double third = (high - low) / 3;
        const bool on_the_left = error(low + third) < error(high - third);
        (on_the_left ? high : low) += on_the_left ? -third : third;
    }
    // [/fit]
    page.values({{"temperature.article", low}, {"temperature.fitted", softmax_at(low, scores)}});
    page.code("fit");
    page.text(R"md(
        At T = @{temperature.article:.4f} softmax gives @{temperature.fitted:.4f}: the printed weights,
        to both digits. They are a softmax after all, at a temperature that the article keeps to itself.)md");
    page.check("it explains all three weights", error(low) < 0.002, {"temperature.article"});
    Numbers temperatures;
    std::vector<Numbers> curves(3);
    for (double t = 0.05; t < 12; t *= 1.08) {
        temperatures.push_back(t);
        for (std::size_t i = 0; i < 3; ++i) curves[i].push_back(softmax_at(t, scores)[i]);
    }
    Plot plot{{"temperature T", Scale::log}, {"weight", Scale::linear, 0, 1}};
    for (std::size_t i = 0; i < 3; ++i) plot.line(kWords[i], temperatures, curves[i]);
    plot.vertical(low, "the article");
    page.show(Figure{
        "temperature", "A cold softmax chooses, a hot one averages",
        "Three weights over temperature: one takes all when cold, a third each when hot.", plot});
    page.values({{"own.temperature", own}, {"own.weights", softmax_at(own, scores)}});
    page.text(R"md(
        On the left softmax is a choice, on the right an average. In between it is a choice that can
        change its mind *smoothly*, and that is what lets a model learn it by small steps. Turn the knob
        yourself with `--temperature`: at @{own.temperature} the weights are @{own.weights:.3f}.)md");
    page.text(R"md(
        One thing more. The article's 1.0 for *love* with itself is not what its query and key multiply
        to: that is @{score.love.love:.2f}. With the true score the first place changes hands:
        *doughnuts* gets @{softmax.true[2]:.3f} of the attention, *love* itself @{softmax.true[1]:.3f}.)md");
    page.exercise("5.2", "give softmax its temperature.");

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
    page.check("without that, ten thousand gives no number at all", std::isnan(naive[0]));
    page.check("with it, scores of 10000, 9999, 9998 are 0, -1, -2",
               safe == softmax_rows(Matrix{{0, -1, -2}}));
}

void why_sqrt_d(Page& page, int draws) {
    page.section("Why divide by √d?");
    page.value("draws", draws);
    page.text(R"md(
        A score q·k is a sum of d products. If the entries of q and k are independent, with mean 0 and
        variance 1, the score has variance d. Wide heads shout, and the softmax of a shout is almost
        one-hot: push its scores a little, and nothing moves. A model that learns by pushing a little
        learns nothing. Dividing by √d brings the variance back to 1, whatever the width. Let us measure
        before we believe: @{draws} queries, each with 8 keys.)md");
    Rng rng(page.seed());
    // [variance]
    const auto slope = [](const Matrix& s) {  // how far a weight p follows its score: p (1 - p)
        return mean(softmax_rows(s)) - mean(multiply(softmax_rows(s), softmax_rows(s)));
    };
    Table table{"d", {"Var q·k", ".1f"}, {"/ √d", ".3f"}, {"slope", ".4f"}, {"/ √d", ".4f"}};
    double left = 1;  // of the slope, without the division
    for (int d : {4, 16, 64, 256}) {
        const Matrix q = randn({draws, d}, rng);  // (draws x d)  one query per row
        Matrix scores({draws, 8});                // (draws x 8)
        for (int key = 0; key < 8; ++key)
            copy(row_dots(q, randn({draws, d}, rng)), scores.view().col_block(key, 1));
        const Matrix scaled = scale(scores, 1 / std::sqrt(static_cast<real>(d)));
        table.add(d, variance(scores), variance(scaled), slope(scores), slope(scaled));
        page.check("divided by √d, the variance is 1 to 15%",
                   std::abs(variance(scaled) - 1) < 0.15);
        left = slope(scores) / slope(scaled);
    }
    // [/variance]
    page.code("variance");
    page.show(table);
    page.check("without √d, a wide head loses more than two thirds of its slope", left < 1.0 / 3);
}

void masks_and_pushes(Page& page) {
    page.section("What a mask does");
    page.text(R"md(
        While a sentence is being written, a word must not look at words that do not exist yet. The rule
        goes into the scores, *before* softmax: a score of minus infinity becomes a weight of 0, and the
        other weights still add up to 1.)md");
    // [mask]
    Matrix scores{{0.45f, 0.61f, 0.48f}, {0.27f, 0.73f, 0.78f}, {0.5f, 0.6f, 0.55f}};  // (3 x 3)
    const Matrix open = softmax_rows(scores);
    apply_mask(Mask::causal, scores);  // minus infinity right of the diagonal
    const Matrix causal = softmax_rows(scores);
    // [/mask]
    page.code("mask");
    page.show(matrix_table(causal, kWords, kWords), "Who looks (rows) at whom (columns)");
    page.value("open.first", open(0, 0));
    page.text(R"md(
        Two mistakes are made by everybody once. A masked score of 0 masks nothing, since *e* to the 0 is
        1, a vote like any other. And zeros written *after* softmax leave rows that do not add up to 1:
        the first row above would keep @{open.first:.2f}.)md");
    page.check("no word looks ahead", causal(0, 1) == 0 && causal(0, 2) == 0 && causal(1, 2) == 0);
    page.check("every row still adds up to 1", std::abs(sum(causal.row(1)) - 1) < 1e-6f);
    const Matrix hidden({1, 2}, -std::numeric_limits<real>::infinity());
    page.check("everything masked gives zeros", softmax_rows(hidden) == Matrix{{0, 0}});
    page.exercise("5.3", "write the causal mask, and a softmax that survives it.");

    page.section("Push one score, and all weights move");
    page.text(R"md(
        What one word gains, the others lose. How much follows from the formula, and chapter 08 will
        live on it; here it is enough to push each score by a hair and look.)md");
    page.formula(R"(\frac{\partial p_i}{\partial x_j} = p_i\,([i = j] - p_j))",
                 "∂pᵢ/∂xⱼ = pᵢ ([i = j] − pⱼ)");
    // [push]
    const Numbers three{0.27, 0.73, 0.78}, p = softmax(three);
    Matrix moves({3, 3});
    for (std::size_t j = 0; j < 3; ++j) {
        Numbers pushed = three;
        pushed[j] += 1e-6;
        for (std::size_t i = 0; i < 3; ++i) {
            const double move = (softmax(pushed)[i] - p[i]) / 1e-6;
            moves(static_cast<int>(i), static_cast<int>(j)) = static_cast<real>(move);
            page.check("the formula holds", std::abs(move - p[i] * ((i == j) - p[j])) < 1e-6);
        }
    }
    // [/push]
    page.code("push");
    page.show(Figure{"push", "Push the score of a column: the weights of the rows move",
                     "A heat map of three by three: positive on the diagonal, negative elsewhere.",
                     HeatMap{moves, kWords, kWords, "weight of", "score of", "+.3f"}});
}

void whole(Page& page) {
    page.section("Scaled dot-product attention, whole");
    page.text(R"md(
        Now everything is on the table: the scores of all pairs of words, the scale, a mask where one is
        needed, softmax, and with its weights a mix of the values. Below it stands in plain loops, then
        as the library has it, for the translator of chapter 10.)md");
    page.formula(R"(\mathrm{Attention}(Q, K, V) = \mathrm{softmax}(QK^T / \sqrt{d})\,V)",
                 "Attention(Q, K, V) = softmax(Q Kᵀ / √d) V", "Vaswani et al. 2017, equation 1");
    page.text("The article gives three keys, and *love*'s query and value. The rest is invented.");
    // [whole]
    const Matrix q{{0.3f, 0.8f}, {0.9f, 0.2f}, {0.5f, 0.5f}};  // (3 x 2)  what each word asks
    const Matrix k{{0.1f, 0.9f}, {0.7f, 0.5f}, {0.8f, 0.3f}};  // (3 x 2)  what it is found by
    const Matrix v{{0.2f, 0.1f}, {0.8f, 0.6f}, {0.5f, 0.9f}};  // (3 x 2)  what it gives away
    Matrix out({3, 2});                                        // (3 x 2)  what each word becomes
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
    page.check("loops and library agree", max_abs_difference(library, out) < 1e-6);
    page.show(Figure{"attention", "Who looks at whom",
                     "A heat map of three by three attention weights. Each row adds up to 1.",
                     HeatMap{weights, kWords, kWords, "who looks", "at whom", ".3f"}});
    page.values({{"love", row_of(weights, 1)}, {"own", row_of(v, 1)}, {"new", row_of(out, 1)}});
    page.text(R"md(
        Read the second row. *Love* takes @{love:.4f} of the three values, and its own
        @{own:.1f} becomes @{new:.3f}. The row that changes is the row of the word that
        asked: *love* takes on the flavour of doughnuts, not the other way round.)md");
    page.exercise("5.4", "write scaled dot-product attention in plain loops.");
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
        why_sqrt_d(page, draws);
        masks_and_pushes(page);
        whole(page);
        page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
        page.source("Bridle 1990, which gave softmax its name");
        page.end("Raise e to every score, divide by the sum; by √d before, or wide heads shout.",
                 "A word looks at others with one question only. Why look more than once?");
    });
}
