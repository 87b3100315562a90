// The smallest attention model that can learn something: it reads a word and writes it backwards, or
// again. Made of plain operations of the tape, so that two can be exchanged for wrong ones.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "autodiff/ops.h"
#include "core/random.h"
#include "nn/attention.h"
#include "nn/embedding.h"
#include "nn/loss.h"
#include "notebook/page.h"
#include "optim/adam.h"
#include "tensor/ops.h"

namespace chapter_08 {
using namespace book;

inline constexpr int kLetters = 10;  // a to j
using Letters = std::vector<int>;

// What may be exchanged in the model.
struct Parts {
    std::function<Var(Var)> softmax = [](Var x) { return softmax_rows(x); };
    std::function<Var(const std::vector<Var>&)> join = [](const std::vector<Var>& heads) {
        return concat_cols(heads);
    };
};

// clang-format off
// [model]
struct SmallModel {
    Parameters all;                // everything it learns
    Parameter letters, positions;  // (V x d), (n x d)
    MultiHeadAttention attention;  // W_Q, W_K, W_V, W_O: (d x d) each
    Parameter reader;              // (d x V)

    SmallModel(int longest, int heads, std::uint64_t seed) {
        const int d = 16;
        Rng rng(seed);
        letters = all.add_normal("letters", {kLetters, d}, 0.25, rng);
        positions = all.add_normal("positions", {longest, d}, 0.25, rng);
        attention = make_attention(all, "attention", d, heads, false, rng);
        reader = all.add_uniform_xavier("reader", {d, kLetters}, rng);
    }
};

// A score for each letter, at each position.                  -> (n x V)
inline Var scores(const SmallModel& m, Tape& tape, const Letters& word,
                  const Parts& parts, std::vector<Matrix>* looks = nullptr) {
    Letters order(word.size());    // 0, 1, 2, ...
    std::iota(order.begin(), order.end(), 0);
    const Var what = embed(m.letters.on(tape), word);       // (n x d)
    const Var where = embed(m.positions.on(tape), order);
    const Var x = add(what, where);
    const Var q = linear(m.attention.query, x);
    const Var k = linear(m.attention.key, x);
    const Var v = linear(m.attention.value, x);
    const int heads = m.attention.heads, width = x.cols() / heads;
    std::vector<Var> said;
    for (int h = 0; h < heads; ++h) {
        const Var own_q = col_block(q, h * width, width);   // (n x d/h)
        const Var own_k = col_block(k, h * width, width);
        const Var own_v = col_block(v, h * width, width);
        const Var products = matmul_nt(own_q, own_k);       // (n x n)
        const Var scaled = scale(products, score_factor(width));
        const Var weights = parts.softmax(scaled);
        said.push_back(matmul(weights, own_v));
        if (looks != nullptr) looks->emplace_back(weights.value());
    }
    const Var joined = parts.join(said);
    const Var y = linear(m.attention.output, joined);       // (n x d)
    return matmul(y, m.reader.on(tape));
}
// [/model]
// clang-format on

struct Lesson {
    bool backwards = true;
    int shortest = 6, longest = 6;  // letters of a word
    int steps = 400;
    Parts parts = {};
};

inline Letters draw_word(const Lesson& lesson, Rng& rng) {
    Letters word(static_cast<std::size_t>(lesson.shortest +
                                          rng.below(lesson.longest - lesson.shortest + 1)));
    for (int& letter : word) letter = rng.below(kLetters);
    return word;
}
inline Letters answer_to(const Lesson& lesson, const Letters& word) {
    return lesson.backwards ? Letters(word.rbegin(), word.rend()) : word;
}

// The mean loss of a few words.
inline Var loss_of(const SmallModel& m, Tape& tape, const Lesson& lesson,
                   const std::vector<Letters>& words) {
    Var total;
    for (const Letters& word : words) {
        const Var loss =
            cross_entropy(scores(m, tape, word, lesson.parts), answer_to(lesson, word));
        total = total.valid() ? add(total, loss) : loss;
    }
    return scale(total, 1 / static_cast<real>(words.size()));
}

struct Trained {
    std::vector<double> losses;  // of every step
    int lost_at = 0;             // the step whose loss was no longer a number; 0: none
    double right = 0;            // share of the letters of new words

    double last() const {  // the mean of the last steps
        const std::size_t n = std::min<std::size_t>(losses.size(), 20);
        if (lost_at > 0 || n == 0) return std::numeric_limits<double>::quiet_NaN();
        return std::accumulate(losses.end() - static_cast<std::ptrdiff_t>(n), losses.end(), 0.0) /
               static_cast<double>(n);
    }
};

inline double share_right(const SmallModel& m, const Lesson& lesson, Rng& rng) {
    int right = 0, all = 0;
    Tape tape(Tape::Mode::inference);
    for (int i = 0; i < 200; ++i) {
        const Letters word = draw_word(lesson, rng), answer = answer_to(lesson, word);
        tape.clear();
        const Var y = scores(m, tape, word, lesson.parts);
        for (int r = 0; r < y.rows(); ++r, ++all)
            right += argmax(y.value().row(r)) == answer[static_cast<std::size_t>(r)];
    }
    return right / static_cast<double>(all);
}

// Shows the model new words, 16 at a time. `step` moves the numbers by their gradients.
inline Trained learn(SmallModel& m, const Lesson& lesson,
                     const std::function<void(Parameters&)>& step, std::uint64_t seed) {
    Trained out;
    Rng rng(seed);
    Tape tape;
    std::vector<Letters> words(16);
    for (int i = 1; i <= lesson.steps; ++i) {
        for (Letters& word : words) word = draw_word(lesson, rng);
        // [step]
        tape.clear();
        m.all.zero_grads();
        const Var loss = loss_of(m, tape, lesson, words);
        tape.backward(loss);
        step(m.all);
        // [/step]
        out.losses.push_back(static_cast<double>(loss.value()(0, 0)));
        if (std::isfinite(out.losses.back())) continue;
        out.lost_at = i;
        return out;
    }
    out.right = share_right(m, lesson, rng);
    return out;
}

// Which position looks at which, the mean over some words.
inline Matrix mean_attention(const SmallModel& m, const Lesson& lesson) {
    Rng rng(1);
    Matrix mean({lesson.longest, lesson.longest});
    Tape tape(Tape::Mode::inference);
    for (int i = 0; i < 100; ++i) {
        std::vector<Matrix> looks;
        tape.clear();
        scores(m, tape, draw_word(lesson, rng), lesson.parts, &looks);
        add_to(scale(looks[0], 0.01f), mean);
    }
    return mean;
}

// Does each position look most at the letter that it must say?
inline bool looks_where_it_must(const Matrix& weights, bool backwards) {
    for (int r = 0; r < weights.rows(); ++r)
        if (argmax(weights.row(r)) != (backwards ? weights.cols() - 1 - r : r)) return false;
    return true;
}

// The share of the looks that goes where it must, from corner to corner.
inline double on_diagonal(const Matrix& weights, bool backwards) {
    double total = 0;
    for (int r = 0; r < weights.rows(); ++r)
        total += static_cast<double>(weights(r, backwards ? weights.cols() - 1 - r : r));
    return total / weights.rows();
}

inline void show_attention(Page& page, const std::string& name, const std::string& title,
                           const Matrix& weights) {
    if (!std::isfinite(sum(weights.row(0)))) return page.text("There is no number left to draw.");
    std::vector<std::string> positions;
    for (int i = 1; i <= weights.rows(); ++i) positions.push_back(std::to_string(i));
    page.show(Figure{
        name, title, "A heat map: for each position a row of weights.",
        HeatMap{weights, positions, positions, "writes letter", "looks at letter", ".2f", 0, 1}});
}

// What became of it, in words.
inline std::string fate(const Trained& out) {
    if (out.lost_at > 0) return fmt::format("no number from step {} on", out.lost_at);
    return out.last() < 1000 ? fmt::format("{:.5f}", out.last())
                             : fmt::format("{:.1e}", out.last());
}
inline std::vector<double> count_up(const std::vector<double>& losses) {
    std::vector<double> steps(losses.size());
    std::iota(steps.begin(), steps.end(), 1.0);
    return steps;
}
inline std::vector<double> smoothed(std::vector<double> losses) {
    for (std::size_t i = 1; i < losses.size(); ++i)
        losses[i] = 0.9 * losses[i - 1] + 0.1 * losses[i];
    return losses;
}

using Step = std::function<void(Parameters&)>;

inline Step adam(double rate, std::size_t size) {
    const auto state = std::make_shared<Adam>(size);
    return [rate, state](Parameters& all) { state->step(all, rate); };
}

// clang-format off
// [adam]
struct OwnAdam {
    double rate = 0.001, b1 = 0.9, b2 = 0.98, epsilon = 1e-9;
    int t = 0;
    std::vector<double> m, v;  // running means of g and of g squared

    void operator()(std::span<real> x, std::span<const real> gradient) {
        m.resize(x.size());
        v.resize(x.size());
        ++t;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double g = double(gradient[i]);
            m[i] = b1 * m[i] + (1 - b1) * g;
            v[i] = b2 * v[i] + (1 - b2) * g * g;
            const double fair_m = m[i] / (1 - std::pow(b1, t));
            const double fair_v = v[i] / (1 - std::pow(b2, t));
            x[i] -= real(rate * fair_m / (std::sqrt(fair_v) + epsilon));
        }
    }
};
// [/adam]
// clang-format on

}  // namespace chapter_08
