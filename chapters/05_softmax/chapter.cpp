// Chapter 05: from three scores to three weights, and on to the whole formula of the paper.
#include "notebook/chapter.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "nn/attention.h"
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

void from_scores_to_weights(Page& page) {
    page.section("Three scores, one sentence");
    page.text(R"md(
        In chapter 04 each word of "I love doughnuts" got a *query*, what it asks, a *key*, what it is
        found by, and a *value*, what it has to give. Elokusa's article gives the keys, and *love*'s query and
        value; the rest is invented. Row *love* of the scores is what its query makes of each key.)md");
    // [scores]
    const Matrix raw = matmul_nt(q, k);  // q k^T: (3 x 2)(3 x 2)^T -> (3 x 3)
    const Numbers scores = row_of(raw, 1);
    // [/scores]
    page.setup("words");
    page.cell("scores");
    const Numbers weights = softmax(scores);
    const Numbers awkward{-0.4, -0.2, 0.7};
    page.values({{"scores", scores}, {"score.love.love", scores[1]}, {"awkward", awkward}});
    page.values({{"by.sum", divided_by_sum(scores)}, {"awkward.by.sum", divided_by_sum(awkward)}});
    page.guess("*Love* scored @{scores:.2f}. What share of its attention does *doughnuts* get?",
               "@{softmax.true[2]:.2f}. If you said @{by.sum[2]:.2f}, you divided by the sum.");
    page.text(R"md(
        What *love* needs is a share for each word: none negative, all together 1. Then the mix of the
        words' values is an average. Why not divide each score by the sum of all? Because a dot product
        can be negative. Scores of @{awkward:.1f}, divided by their sum, give
        @{awkward.by.sum:.1f}: two negative shares, and one of seven times everything.)md");

    page.section("Softmax, on paper");
    page.text(R"md(
        So make every score positive, but keep their order (squares would not): raise *e* to it. One more
        point of score is then *e* times the weight. Divide by the sum. That is softmax, a soft form of
        "the largest takes all".)md");
    page.formula(R"(\mathrm{softmax}(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}})",
                 "softmax(x)ᵢ = e^xᵢ / Σⱼ e^xⱼ", "Bridle 1990");
    page.setup("naive");
    page.data("softmax.true", weights);
    Table table{"word", {"score x", ".2f"}, {"e^x", ".4f"}, {"weight", ".4f"}};
    for (std::size_t i = 0; i < 3; ++i) {
        table.add(kWords[i], scores[i], std::exp(scores[i]), weights[i]);
    }
    page.show(table);
    const double all = weights[0] + weights[1] + weights[2];
    page.check("love's weights add up to 1", std::abs(all - 1) < 1e-12);
}

void a_thermostat(Page& page, double own) {
    page.section("The article's weights, and a thermostat");
    page.quote(R"(Raw scores: "I" = 0.27, "love" = 1.0, "doughnuts" = 0.78)", "the article");
    page.quote(R"(After softmax: "I" = 0.15, "love" = 0.50, "doughnuts" = 0.35)", "the article");
    const Numbers article{0.27, 1.0, 0.78};   // its scores
    const Numbers printed{0.15, 0.50, 0.35};  // and its weights
    page.value("softmax.article", softmax(article));
    page.article_says("softmax of its scores", "(0.15, 0.50, 0.35)", "softmax.article", ".4f");
    page.article_says("love's score for itself", "1.0", "score.love.love", ".2f");
    page.text(R"md(
        Two things here are not what we computed. *Love*'s score for itself is @{score.love.love:.2f},
        not 1.0: multiply it out. And the softmax of the article's own scores is @{softmax.article:.2f},
        flatter than what it prints. Where could sharper weights come from? From a knob that we have not
        turned yet: divide all scores by a *temperature* T first. A cold softmax, T below 1, exaggerates
        the differences; a hot one levels them out. Which T comes nearest? Try them all.)md");
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
    page.cell("fit");
    page.values({{"temperature.article", best_t}, {"fitted", softmax_at(best_t, article)}});
    page.text(R"md(
        At T = @{temperature.article:.2f} softmax gives @{fitted:.4f}: to two digits, what the article
        prints. Where it has its weights from we do not know; one temperature would explain them.)md");
    page.check("one temperature gives all three printed weights", least < 0.002);

    Numbers temperatures;
    Numbers curves[3];  // for each word its weights
    for (double t = 0.05; t < 12; t *= 1.08) {
        temperatures.push_back(t);
        const Numbers weights = softmax_at(t, article);
        for (std::size_t i = 0; i < 3; ++i) curves[i].push_back(weights[i]);
    }
    Plot plot{{"temperature T", Scale::log}, {"weight", Scale::linear, 0, 1}};
    for (std::size_t i = 0; i < 3; ++i) plot.line(kWords[i], temperatures, curves[i]);
    plot.vertical(best_t, "the article");
    page.show(Figure{
        "temperature", "A cold softmax chooses, a hot one averages",
        "Three weights over temperature: one takes all when cold, a third each when hot.", plot});
    page.values({{"own.temperature", own}, {"own.weights", softmax_at(own, article)}});
    page.text(R"md(
        On the left softmax is almost a choice, on the right almost an average. In between the weights
        follow the scores *smoothly*, and that is what lets a model learn by small steps. Turn the knob
        yourself with `--temperature`: at @{own.temperature} the article gets @{own.weights:.3f}.

        The wrong score matters more. With @{score.love.love:.2f} instead of 1.0, *doughnuts* leads at any
        temperature: here by @{softmax.true[2]:.3f} to the @{softmax.true[1]:.3f} of *love* itself.)md");
}

void ten_thousand(Page& page) {
    page.section("What if a score is ten thousand?");
    page.text(R"md(
        On paper softmax sees differences only: add 7 to every score, and every power of *e* grows by the
        same factor, which cancels. A computer sees more. To it *e* to the 10,000 is infinity.)md");
    // [overflow]
    const Numbers naive = softmax({10000, 9999, 9998});
    const Matrix safe = softmax_rows(Matrix{{10000, 9999, 9998}});
    // [/overflow]
    page.cell("overflow");
    page.values({{"huge.naive", naive}, {"huge.safe", row_of(safe, 0)}});
    page.value("limit.float", std::ceil(std::log(std::numeric_limits<float>::max())));
    page.text(R"md(
        Our own lines answer @{huge.naive}: infinity divided by infinity is not a number (in `float`, from
        a score of @{limit.float:.0f} on). The library answers @{huge.safe:.4f}. It takes the largest of a row
        away from all first (the *top* in `exp_row_from_top`): the largest power is *e* to the 0.)md");
    page.excerpt("softmax_rows", "common/tensor/row_ops.cpp");
    page.check("the plain formula makes no number of ten thousand", std::isnan(naive[0]));
    page.check("the library sees scores of 10000, 9999, 9998 as 0, -1, -2",
               safe == softmax_rows(Matrix{{0, -1, -2}}));
    page.exercise("5.1", "Write softmax yourself, for every row and any score.");
    page.exercise("5.2", "Give softmax its temperature.");
}

void a_push(Page& page) {
    page.section("Push one score, and all weights move");
    page.text(R"md(
        What one word gains, the others lose. Learning (chapter 08) changes the numbers that scores are
        made of, and so pushes the scores. A word's own score moves its weight p by p (1 − p) per unit:
        most at a half, next to nothing near 0 and 1. Another word's moves it down, by the product of
        both weights. In the formula [i = j] is 1 if i is j, otherwise 0.)md");
    page.formula(R"(\frac{\partial p_i}{\partial x_j} = p_i\,([i = j] - p_j))",
                 "∂pᵢ/∂xⱼ = pᵢ ([i = j] − pⱼ)");
    // [push]
    const Numbers scores = row_of(matmul_nt(q, k), 1);
    const Numbers p = softmax(scores);
    const double push = 1e-6;
    Matrix moves({3, 3});  // (whose weight moved x whose score was pushed)

    for (std::size_t j = 0; j < 3; ++j) {
        Numbers pushed = scores;
        pushed[j] += push;
        const Numbers after = softmax(pushed);

        for (std::size_t i = 0; i < 3; ++i) {
            const double move = (after[i] - p[i]) / push;
            moves(int(i), int(j)) = real(move);

            const int same = i == j ? 1 : 0;
            const double formula = p[i] * (same - p[j]);
            const bool as_formula = std::abs(move - formula) < 1e-6;
            page.check("weights move as the formula says", as_formula);
        }
    }
    // [/push]
    page.cell("push");
    page.show(Figure{"push", "Push the score of a column: the weights of the rows move",
                     "A heat map of three by three: positive on the diagonal, negative elsewhere.",
                     HeatMap{moves, kWords, kWords, "weight of", "score of", "+.3f"}});
}

void why_sqrt_d(Page& page, int draws) {
    page.section("Why divide by √d?");
    page.values({{"draws", draws}, {"slope.even", 1.0 / 8 * (1 - 1.0 / 8)}});
    page.text(R"md(
        A score is a sum of d products. Take independent numbers with mean 0 and variance 1, roughly as
        when training begins. Each product then has mean 0 and variance 1, and d variances add up: the
        score has variance d. Long vectors shout, and the softmax of a shout is almost a choice: p is
        near 1 or near 0, p (1 − p) near 0, and what is learnt by small pushes is learnt slowly.
        Dividing by √d divides the variance by d: a temperature, one for each length. Measure before you
        believe: @{draws} queries, each with 8 keys.)md");
    Rng rng(page.seed());
    // [variance]
    // p (1 - p), the mean over all weights p
    const auto slope = [](const Matrix& weights) {
        return mean(weights) - mean(multiply(weights, weights));
    };

    double kept = 1;  // of the slope, if nothing is divided
    Table table{"d",
                {"Var s", ".1f"},
                {"Var s/√d", ".3f"},  // after the division
                {"slope", ".4f"},
                {"after √d", ".4f"}};

    for (int d : {4, 16, 64, 256}) {
        const Matrix queries = randn({draws, d}, rng);  // (draws x d)
        Matrix s({draws, 8});                           // (draws x 8)
        for (int key = 0; key < 8; ++key) {
            // One more key, and so one more score, for each query.
            const Matrix keys = randn({draws, d}, rng);     // (draws x d)
            const Matrix scores = row_dots(queries, keys);  // (draws x 1)
            copy(scores, s.view().col_block(key, 1));
        }

        const Matrix scaled = scale(s, 1 / std::sqrt(static_cast<real>(d)));
        const double slope_s = slope(softmax_rows(s));
        const double slope_scaled = slope(softmax_rows(scaled));
        table.add(d, variance(s), variance(scaled), slope_s, slope_scaled);

        const bool near_1 = std::abs(variance(scaled) - 1) < 0.15;
        page.check("scores / √d have variance 1, to 15%", near_1);
        kept = slope_s / slope_scaled;
    }
    // [/variance]
    page.cell("variance");
    page.show(table, "s = q·k; slope: mean p (1 − p); @{slope.even:.4f} if all are alike");
    page.check("without √d, vectors of 256 lose at least four fifths of the slope", kept < 0.2);
}

void a_mask(Page& page) {
    page.section("What a mask does");
    page.text(R"md(
        When a model *reads* a sentence, every word may look at every other. When it *writes* one, a word
        may look back and at itself, never ahead. In use the words ahead do not exist yet. In training
        they do: the whole translation is there, and a model that saw its next word would copy it and
        learn nothing. So the rule goes into the scores, *before* softmax: minus infinity becomes a
        weight of 0, and the others still add up to 1.)md");
    // [mask]
    // The scores, divided by √d.
    Matrix s = scale(matmul_nt(q, k), 1 / std::sqrt(real{2}));  // (3 x 3)
    const Matrix open = softmax_rows(s);

    apply_mask(Mask::causal, s);  // minus infinity right of the diagonal
    const Matrix causal = softmax_rows(s);
    // [/mask]
    page.value("open.first", open(0, 0));
    page.cell("mask");
    page.show(matrix_table(causal, kWords, kWords), "Who looks (rows) at whom (columns)");
    page.text(R"md(
        Two mistakes nearly everybody makes once. A masked score of 0 masks nothing, since *e* to the 0
        is 1, a vote like any other. And zeros written *after* softmax leave rows that do not add up to
        1: the first would keep @{open.first:.2f}. With m keys for n queries (when the
        earlier words have asked before) query i sees keys 0 to i + (m − n). If it sees none, 0 / 0 is no number, and we say 0.)md");
    page.check("no word looks ahead", causal(0, 1) == 0 && causal(0, 2) == 0 && causal(1, 2) == 0);
    for (int i = 0; i < 3; ++i) {
        page.check("masked rows still add up to 1", std::abs(sum(causal.row(i)) - 1) < 1e-6f);
    }
    const Matrix hidden({1, 2}, -std::numeric_limits<real>::infinity());
    page.check("a row with everything masked gives zeros", softmax_rows(hidden) == Matrix{{0, 0}});
    page.exercise("5.3", "Write the causal mask, and a softmax that survives it.");
}

void the_whole(Page& page) {
    page.section("Scaled dot-product attention, whole");
    page.text(R"md(
        Scores, scale, mask if need be, softmax, and the mix of the values: first in plain loops, then as
        the library has it, for the translator of chapter 10.)md");
    page.formula(R"(\mathrm{Attention}(Q, K, V) = \mathrm{softmax}(QK^T / \sqrt{d})\,V)",
                 "Attention(Q, K, V) = softmax(Q Kᵀ / √d) V", "Vaswani et al. 2017, equation 1");
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
    page.excerpt("attend", "common/nn/attention.cpp");
    Matrix weights;
    const Matrix library = scaled_dot_product_attention(q, k, v, Mask::none, &weights);
    page.check("loops and library attend alike", max_abs_difference(library, out) < 1e-6);
    page.show(Figure{"attention", "Who looks at whom",
                     "A heat map of three by three attention weights. Each row adds up to 1.",
                     HeatMap{weights, kWords, kWords, "who looks", "at whom", ".3f"}});
    page.values({{"love", row_of(weights, 1)}, {"own", row_of(v, 1)}, {"new", row_of(out, 1)}});
    page.text(R"md(
        Read the second row. *Love* takes @{love:.4f} of the three values (√2 has flattened the shares of
        our first table). Its own value is @{own:.1f}, the mix @{new:.3f}; chapter 07 adds it to the word.
        A row says what its word *takes in*. Columns say what it gives, and need not add up to 1.)md");
    page.exercise("5.4", "Write it in loops, for any number of queries, keys and columns.");
}

struct Knobs {
    double temperature = 1;
    int draws = 1000;
};

void declare(Options& options, Knobs& knobs) {
    options.add("temperature", knobs.temperature, 0.01, 1000, "of the article's scores");
    options.add("draws", knobs.draws, 1000, 20000,
                "queries drawn to measure the variance of scores");
}

void build(Page& page, Knobs& knobs) {
    from_scores_to_weights(page);
    a_thermostat(page, knobs.temperature);
    ten_thousand(page);
    a_push(page);
    why_sqrt_d(page, knobs.draws);
    a_mask(page);
    the_whole(page);

    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("Bridle 1990, in Neurocomputing (NATO ASI F68), which named softmax");
    page.end(
        {.recap =
             "Divide scores by √d, raise e to them, divide by the sum: weights for an average.",
         .next = "A word looks at others with one question only. Why look more than once?"});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({5, "softmax", "How do scores become attention?"}, declare, build);
}

}  // namespace chapter_05
