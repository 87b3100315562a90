// Bahdanau's additive attention on paper, beside the dot product of chapter 04.
#pragma once

#include <cmath>
#include <vector>

#include "autodiff/tape.h"
#include "influence.h"
#include "notebook/page.h"
#include "recall/additive.h"
#include "tensor/ops.h"

namespace chapter_09 {
using namespace book;

// [by_adding]
inline real score_by_adding(std::span<const real> q, std::span<const real> k,
                            std::span<const real> v) {
    real score = 0;
    for (std::size_t c = 0; c < q.size(); ++c) {
        score += v[c] * std::tanh(q[c] + k[c]);
    }
    return score;
}
// [/by_adding]

// The weights of the library's additive attention: its values are the rows of the unit matrix.
inline Matrix library_weights(ConstView q, ConstView k, ConstView v) {
    Matrix unit({k.rows(), k.rows()});
    for (int i = 0; i < k.rows(); ++i) unit(i, i) = 1;
    Tape tape(Tape::Mode::inference);
    const Var weights =
        additive_attention(tape.constant(q), tape.constant(k), tape.constant(unit),
                           tape.constant(v), Segments::one(q.rows()), Segments::one(k.rows()));
    return Matrix(weights.value());
}

inline void two_ways_to_compare(Page& page) {
    page.section("Before the dot product: Bahdanau's additive attention");
    page.term(
        "additive attention",
        "attention whose scores come from adding query and key, bending the sum with tanh and "
        "weighing its numbers");
    const Matrix q{{0.9f, 0.2f}};                              // love
    const Matrix k{{0.1f, 0.9f}, {0.7f, 0.5f}, {0.8f, 0.3f}};  // I, love, doughnuts
    const Matrix v{{1, -1}};
    const std::vector<const char*> words{"I", "love", "doughnuts"};
    Matrix added({1, 3});
    Matrix multiplied({1, 3});
    for (int j = 0; j < 3; ++j) {
        added(0, j) = score_by_adding(q.row(0), k.row(j), v.row(0));
        multiplied(0, j) = dot(q.row(0), k.row(j));
    }
    const Matrix by_adding = softmax_rows(added);
    const Matrix by_dot = softmax_rows(multiplied);
    page.values({{"q", q.row(0)}, {"k", k}, {"v", v.row(0)}});
    page.values({{"first.sum", q(0, 0) + k(2, 0)}, {"second.sum", q(0, 1) + k(2, 1)}});
    page.values({{"first.bent", std::tanh(q(0, 0) + k(2, 0))}});
    page.values({{"second.bent", std::tanh(q(0, 1) + k(2, 1))}});
    page.value("added", std::span<const real>(added.row(0)));
    page.value("by.adding", by_adding.row(0));
    page.value("by.dot", by_dot.row(0));
    page.text(R"md(
        Attention is older than the Transformer. In 2014 a translator was usually two recurrent networks: one
        read the French, and from its last state alone the other wrote the English. Bahdanau, Cho and Bengio let
        the writer look back. At every word that it was about to write, it compared its own state with the
        states of the reader at all the French words, turned the scores into weights, and mixed these states by their
        weights. Queries, keys and values were all there, without those names, and in translation it was the
        first attention.

        Only the comparison was different. Where chapter 04 multiplies query and key, number by number, they
        *add* them. The sum is bent by tanh, and a row of learnt numbers *v* says how much each place
        counts:)md");
    page.formula(R"(s_{ij} = \sum_c v_c \tanh(q_{ic} + k_{jc}) \qquad \text{instead of} \qquad
        s_{ij} = \sum_c q_{ic}\,k_{jc})",
                 "s_ij = Σ_c v_c tanh(q_ic + k_jc)   instead of   s_ij = Σ_c q_ic k_jc",
                 "after Bahdanau et al. 2014");
    page.text(R"md(
        As always, the queries and keys have been made beforehand by two learnt matrices. This is **additive attention**, and
        this is how it goes on paper. *Love* asks with @{q}, *doughnuts* has the key @{k[2]}, and for *v* we take
        @{v}, which is invented. The two sums are @{q[0]} + @{k[2][0]} = @{first.sum:.1f} and
        @{q[1]} + @{k[2][1]} = @{second.sum:.1f}. Bent by tanh they become @{first.bent:.3f} and @{second.bent:.3f}. The
        score is @{v[0]} × @{first.bent:.3f} + (@{v[1]}) × @{second.bent:.3f} = @{added[2]:.3f}. In code, the line
        inside the loop does all of it:)md");
    page.setup("by_adding", "chapters/09_rnn_comparison/comparing.h");
    page.text("And here are all three words, next to the dot product:");
    Table table{
        "key of", {"added", ".3f"}, {"weight", ".2f"}, {"multiplied", ".2f"}, {"weight", ".2f"}};
    for (int j = 0; j < 3; ++j) {
        table.add(words[std::size_t(j)], added(0, j), by_adding(0, j), multiplied(0, j),
                  by_dot(0, j));
    }
    page.show(table, "Love's scores for three words, compared in two ways");
    page.check("by hand and by the library, additive attention gives the same weights",
               max_abs_difference(by_adding, library_weights(q, k, v)) < 1e-6);
    page.check("adding and multiplying agree on which word fits best",
               added(0, 2) > added(0, 1) + 0.1 && added(0, 1) > added(0, 0) + 0.1 &&
                   multiplied(0, 2) > multiplied(0, 1) && multiplied(0, 1) > multiplied(0, 0));
    page.text(R"md(
        Both ways put *doughnuts* first, adding with a weight of @{by.adding[2]:.2f}, multiplying with
        @{by.dot[2]:.2f}. With a different *v* the order might be different: the sum itself does not say whether
        two numbers fit, so the network has to learn it in *v* and in its two matrices. The dot product
        rewards agreement from the start.

        Why did the dot product win? The paper on the Transformer says that the two cost about the same in theory, but that
        dot products are much faster in practice, because all of them together are one matrix product, the thing that computers do
        best (chapter 11). Additive attention needs a tanh for every place of every pair of words. The paper also
        says where adding was better: without the division by √d it beats the dot product for wide rows. That is
        the trouble that chapter 05 cured.

        Additive attention in our library (`common/recall/additive.h`) uses this formula, but it differs from Bahdanau's translator
        in two ways. Their reader went through the sentence in both directions, and ours goes in one. Their writer looked
        back *before* its step, with the state from before; ours looks after it, as in Luong et al. (2015).)md");
    page.exercise("9.3", "Bahdanau's attention: a writer looks back at a reader.");
}

}  // namespace chapter_09
