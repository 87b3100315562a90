// The way back through attention, for one query and three keys: on paper, and on the library's tape.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "nn/attention.h"
#include "notebook/figure.h"
#include "notebook/page.h"
#include "tensor/ops.h"

namespace chapter_08 {
using namespace book;

inline const char* const kSlopes = "chapters/08_learning/attention_slopes.h";

// What love computes, and the slopes that come back.
struct AttentionSlopes {
    Matrix scores, weights, mix;
    Matrix d_scores, d_weights, d_mix;
};

inline Figure slopes_through_attention(const AttentionSlopes& a) {
    const std::vector<std::string> words{"I", "love", "dough."};
    const Diagram::CellsStyle of_words{.format = ".3f", .width = 6, .columns = words};
    const Diagram::CellsStyle plain{.format = ".3f", .width = 6};
    const Diagram::CellsStyle of_slopes{
        .format = ".3f", .width = 6, .columns = words, .look = Look::lit};
    const Diagram::CellsStyle lit{.format = ".3f", .width = 6, .look = Look::lit};
    Diagram d;
    d.text({0, 0}, "forwards")
        .word("in", {0, 2}, {22, 3}, "query and keys")
        .cells("scores", {0, 9}, a.scores, of_words)
        .cells("weights", {0, 16}, a.weights, plain)
        .cells("mix", {0, 23}, a.mix, plain)
        .word("values", {50, 23}, {10, 4}, "to the\nvalues", Look::lit);
    d.text({30, 0}, "slopes, backwards")
        .word("out", {30, 2}, {22, 3}, "to query and keys", Look::lit)
        .cells("d_scores", {30, 9}, a.d_scores, of_slopes)
        .cells("d_weights", {30, 16}, a.d_weights, lit)
        .cells("d_mix", {30, 23}, a.d_mix, lit)
        .word("loss", {30, 30}, {22, 3}, "from the loss");
    d.arrow("in", "scores", "q · k / √2")
        .arrow("scores", "weights", "softmax gives p")
        .arrow("weights", "mix", "weights · values")
        .arrow("loss", "d_mix")
        .arrow("d_mix", "d_weights", "slope · value")
        .arrow("d_weights", "d_scores", "p (slope − mean)")
        .arrow("d_scores", "out", "times k, q")
        .arrow("d_mix", "values", "× p",
               {.leaves = Diagram::Side::right, .enters = Diagram::Side::left});
    const auto three = [](const Matrix& m) {
        return fmt::format("{:.3f}, {:.3f} and {:.3f}", m(0, 0), m(0, 1), m(0, 2));
    };
    const std::string alt = fmt::format(
        "On the left, downwards: query and keys give the scores {}, these the weights p, {}, and "
        "these the mix, {:.3f} and {:.3f}. On the right, upwards: from the loss come the slopes "
        "for the mix, {:g} and {:g}. Times p they go to the values. They also become the slopes "
        "for the weights, {}, then those for the scores, {}, which go to query and keys.",
        three(a.scores), three(a.weights), a.mix(0, 0), a.mix(0, 1), a.d_mix(0, 0), a.d_mix(0, 1),
        three(a.d_weights), three(a.d_scores));
    return {"attention_slopes", "Numbers go down, slopes come up", alt, d};
}

inline void slopes_table(Page& page, const AttentionSlopes& a, const Matrix& d_values,
                         const Matrix& d_keys) {
    const std::vector<std::string> words{"I", "love", "doughnuts"};
    Table table{"word",
                {"weight", ".3f"},
                {"slope for the weight", ".3f"},
                {"for the score", ".3f"},
                "for the value",
                "for the key"};
    const auto pair = [](const Matrix& m, int r) {
        return fmt::format("({:.3f}, {:.3f})", m(r, 0), m(r, 1));
    };
    for (int j = 0; j < 3; ++j) {
        table.add(words[std::size_t(j)], a.weights(0, j), a.d_weights(0, j), a.d_scores(0, j),
                  pair(d_values, j), pair(d_keys, j));
    }
    page.show(table, "The slopes of the loss with respect to everything that *love* has used");
}

// One step of descent on query and keys: does love look more at doughnuts, and does the loss fall?
inline void one_step_of_looking(Page& page, const AttentionSlopes& a, const Matrix& query,
                                const Matrix& keys, const Matrix& values, const Matrix& d_query,
                                const Matrix& d_keys) {
    const real rate = 1;
    const Matrix moved_query = subtract(query, scale(d_query, rate));
    const Matrix moved_keys = subtract(keys, scale(d_keys, rate));
    Matrix weights;
    const Matrix mix =
        scaled_dot_product_attention(moved_query, moved_keys, values, Mask::none, &weights);
    const auto loss = [&](const Matrix& of) { return double(dot(of.row(0), a.d_mix.row(0))); };
    page.values({{"look.before", a.weights(0, 2)}, {"look.after", weights(0, 2)}});
    page.value("look.rate", rate);
    page.values({{"mix.loss.before", loss(a.mix)}, {"mix.loss.after", loss(mix)}});
    page.check("after one step, love looks more at doughnuts, and the loss is lower",
               weights(0, 2) > a.weights(0, 2) + 0.02f && loss(mix) < loss(a.mix) - 0.01);
}

inline void what_comes_back(Page& page) {
    page.text(R"md(
        The weights come out as @{p.love[0]:.3f}, @{p.love[1]:.3f} and @{p.love[2]:.3f}, and the mix as
        (@{mix[0]:.3f}, @{mix[1]:.3f}). Only the last line is new: `d_mix` is the slope of the loss with
        respect to the mix. In a real model it is handed back by the layers above. Here we make up a loss,
        the first number of the mix minus the second, which may well be below 0. Its slope is @{slope.mix}.
        Now go back through attention, the last line first.

        **The mix.** It is a sum of weight times value, so each factor receives the other one times the
        slope. A *value* receives its weight times @{slope.mix}: a word that was looked at a lot is changed
        a lot. A *weight* receives its value times @{slope.mix}, added up. For *I* that is @{v[0][0]} −
        @{v[0][1]}, for *love* @{v[1][0]} − @{v[1][1]}, for *doughnuts* @{v[2][0]} − @{v[2][1]}.

        **The softmax.** This step needs care. The weights add up to 1, so when one score rises, its weight
        grows *at the expense of the others*. Chapter 05 found how much. Raise the score of *doughnuts*, and its
        own weight grows @{p.love[2]:.3f} × (1 − @{p.love[2]:.3f}) times as far, while the weight of *I* shrinks
        @{p.love[2]:.3f} × @{p.love[0]:.3f} times as far, and that of *love* @{p.love[2]:.3f} ×
        @{p.love[1]:.3f} times. Each of these moves is multiplied by the slope for its own weight, and the products are added up.
        All three contain the factor @{p.love[2]:.3f}. Take it out, and what is left is the slope for the weight
        of *doughnuts*, minus the sum of weight times slope over all three words, which is the mean of the
        slopes, weighted by the weights themselves. So the slope of a score is its weight *p*, times the
        difference between the slope for that weight and this mean. What matters is not how good a value is,
        but how much better it is than the mix that we already have.

        **The scores.** Each is a dot product, divided by √2. Again each factor receives the other: the
        query receives the keys, and each key the query, times the slope of its score. The picture has the
        numbers:)md");
}

// The same in formulas and code, with everybody's slopes.
inline void in_code(Page& page, const AttentionSlopes& a, const Matrix& d_values,
                    const Matrix& d_keys) {
    page.formula(R"(\begin{aligned}
                   dV &= P^{\top}\, dO, \qquad dP = dO\, V^{\top},\\
                   dS_{j} &= p_{j} \Big(dP_{j} - \sum_{i} p_{i}\, dP_{i}\Big),\\
                   dQ &= dS\, K / \sqrt{d}, \qquad dK = dS^{\top} Q / \sqrt{d}
                   \end{aligned})",
                 "dV = Pᵀ dO,   dP = dO Vᵀ\n"
                 "dSⱼ = pⱼ (dPⱼ − Σᵢ pᵢ dPᵢ)\n"
                 "dQ = dS K / √d,   dK = dSᵀ Q / √d");
    page.text(R"md(
        Here d*X* means the slopes of the loss with respect to *X*: *O* is the mix, *P* the weights, *S* the
        scores after the division, and *d* under the root is the width of a query. In code it is one line
        for each of them. (`matmul_tn` transposes its first matrix before it multiplies, `matmul_nt` its
        second.) The loop is the softmax.)md");
    page.cell("back", kSlopes);
    page.text("And these are the slopes for everything that *love* has used:");
    slopes_table(page, a, d_values, d_keys);
    page.text(R"md(
        In the last row, the slope for the key, (@{d.key.first:.3f}, @{d.key.second:.3f}), is the slope of the
        score times the query of *love*, divided by √2.)md");
}

inline void through_attention(Page& page) {
    page.section("The way back through attention");
    page.text(R"md(
        How does a slope find its way to queries, keys and values? We follow it with the article's three
        words and the numbers of chapter 04. The word *love* asks with its query:)md");
    // [forward]
    const Matrix query{{0.9f, 0.2f}};                               // (1 x 2)
    const Matrix keys{{0.1f, 0.9f}, {0.7f, 0.5f}, {0.8f, 0.3f}};    // (3 x 2)
    const Matrix values{{0.2f, 0.1f}, {0.8f, 0.6f}, {0.5f, 0.9f}};  // (3 x 2)

    const real factor = 1 / std::sqrt(2.0f);
    const Matrix scores = scale(matmul_nt(query, keys), factor);  // (1 x 3)
    const Matrix weights = softmax_rows(scores);                  // (1 x 3)
    const Matrix mix = matmul(weights, values);                   // (1 x 2)

    const Matrix d_mix{{1, -1}};  // what comes back from the loss
    // [/forward]
    page.cell("forward", kSlopes);
    page.values({{"slope.mix", d_mix.row(0)}, {"v", values}});
    page.values({{"mix", mix.row(0)}, {"p.love", weights.row(0)}});
    what_comes_back(page);
    // [back]
    const Matrix d_values = matmul_tn(weights, d_mix);  // (3 x 1)(1 x 2)
    const Matrix d_weights = matmul_nt(d_mix, values);  // (1 x 2)(2 x 3)

    const real mean = dot(weights.row(0), d_weights.row(0));
    Matrix d_scores({1, 3});
    for (int j = 0; j < 3; ++j) {
        d_scores(0, j) = weights(0, j) * (d_weights(0, j) - mean);
    }

    const Matrix d_query = scale(matmul(d_scores, keys), factor);     // (1 x 2)
    const Matrix d_keys = scale(matmul_tn(d_scores, query), factor);  // (3 x 2)
    // [/back]
    const AttentionSlopes a{scores, weights, mix, d_scores, d_weights, d_mix};
    page.show(slopes_through_attention(a));
    page.values({{"d.weight.doughnuts", d_weights(0, 2)}, {"d.mean", mean}});
    page.values({{"d.weight.I", d_weights(0, 0)}, {"d.weight.love", d_weights(0, 1)}});
    page.values({{"d.score.doughnuts", d_scores(0, 2)}, {"d.score.love", d_scores(0, 1)}});
    page.values({{"d.score.I", d_scores(0, 0)}});
    Tape tape;
    const Var on_tape_q = tape.input(query);
    const Var on_tape_k = tape.input(keys);
    const Var on_tape_v = tape.input(values);
    const Var out = attention_heads(on_tape_q, on_tape_k, on_tape_v, Segments::one(1),
                                    Segments::one(3), 1, Mask::none);
    tape.backward(out, d_mix);
    page.check("the slopes that these steps give are those on the library's tape",
               max_abs_difference(d_query, on_tape_q.grad()) < 1e-6 &&
                   max_abs_difference(d_keys, on_tape_k.grad()) < 1e-6 &&
                   max_abs_difference(d_values, on_tape_v.grad()) < 1e-6);
    page.values({{"d.key.first", d_keys(2, 0)}, {"d.key.second", d_keys(2, 1)}});
    one_step_of_looking(page, a, query, keys, values, d_query, d_keys);
    page.text(R"md(
        Follow *doughnuts* up the right side. The slope for its weight is @{d.weight.doughnuts:.3f}. The mean of
        the three is @{p.love[0]:.3f} × @{d.weight.I:.3f} + @{p.love[1]:.3f} × @{d.weight.love:.3f} +
        @{p.love[2]:.3f} × (@{d.weight.doughnuts:.3f}) = @{d.mean:.3f}. So the slope for its score is @{p.love[2]:.3f} × (@{d.weight.doughnuts:.3f}
        − (@{d.mean:.3f})) = @{d.score.doughnuts:.3f}. It is negative, so raising this score would make the
        loss smaller. The other two, @{d.score.I:.3f} and @{d.score.love:.3f}, are positive: those scores
        should fall.

        This is how attention learns. The slope for the key of *doughnuts* is the query of *love* times a
        negative number, and a step of training goes *against* the slope, so this key moves towards that
        query. Let us take one step with a rate of @{look.rate}, in which only the query and the three keys
        move; the values, which have slopes as well, stay as they are. It lifts the weight of *doughnuts*
        from @{look.before:.3f} to @{look.after:.3f}, and the loss falls from @{mix.loss.before:.3f} to
        @{mix.loss.after:.3f}. (It begins at the same number as the mean above, which is no accident: our loss
        is made of the mix alone, and adds up the same products in a different order.) Nobody said *look at
        doughnuts*. Their value was better than the mix, and that was enough.

        The factor *p* has a price. A word with a weight of nearly 0 gets a slope of nearly 0, however
        useful its value would be. That is the saturation of chapter 05, and the reason for dividing by
        √*d*.)md");
    page.deep_dive("The way back in formulas and in code",
                   [&] { in_code(page, a, d_values, d_keys); });
    page.exercise("8.5", "The gradient of attention.");
}

}  // namespace chapter_08
