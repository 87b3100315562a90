// The smallest attention model that can learn something: it reads a word and writes it backwards, or
// again. Made of plain operations of the tape, so that two can be exchanged for wrong ones.
#pragma once

#include <fmt/ranges.h>

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
inline constexpr int kShortest = 3;  // where words have many lengths: that of the shortest
inline constexpr int kLongest = 8;   // and that of the longest
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
    Parameter letters;             // (10 x d)
    Parameter positions;           // (n x d)
    MultiHeadAttention attention;  // W_Q, W_K, W_V, W_O: (d x d) each
    Parameter reader;              // (d x 10)

    SmallModel(int longest, int heads, std::uint64_t seed) {
        const int d = 16;
        Rng rng(seed);
        letters = all.add_normal("letters", {kLetters, d}, 0.25, rng);
        positions = all.add_normal("positions", {longest, d}, 0.25, rng);
        attention = make_attention(all, "attention", d, heads, false, rng);
        reader = all.add_uniform_xavier("reader", {d, kLetters}, rng);
    }
};
// [/model]

// [scores]
// A word as the model reads it: its letters, and where they stand.
inline Var read(const SmallModel& model, Tape& tape, const Letters& word) {
    Letters order(word.size());                             // 0, 1, 2, ...
    std::iota(order.begin(), order.end(), 0);
    const Var what = embed(model.letters.on(tape), word);   // (n x d)
    const Var where = embed(model.positions.on(tape), order);
    return add(what, where);                                // (n x d)
}

// A score for each letter, at each position; `looks` keeps the weights.
inline Var scores(const SmallModel& model, Tape& tape, const Letters& word,
                  const Parts& parts, std::vector<Matrix>* looks = nullptr) {
    const Var x = read(model, tape, word);                  // (n x d)
    const Var q = linear(model.attention.query, x);
    const Var k = linear(model.attention.key, x);
    const Var v = linear(model.attention.value, x);
    const int heads = model.attention.heads;
    const int width = x.cols() / heads;
    std::vector<Var> said;
    for (int h = 0; h < heads; ++h) {
        const Var own_q = col_block(q, h * width, width);   // (n x d/h)
        const Var own_k = col_block(k, h * width, width);
        const Var own_v = col_block(v, h * width, width);

        const Var products = matmul_nt(own_q, own_k);       // (n x n)
        const Var scaled = scale(products, score_factor(width));
        const Var weights = parts.softmax(scaled);
        if (looks != nullptr) looks->emplace_back(weights.value());

        said.push_back(matmul(weights, own_v));             // (n x d/h)
    }

    const Var joined = parts.join(said);                    // (n x d)
    const Var y = linear(model.attention.output, joined);
    return matmul(y, model.reader.on(tape));                // (n x 10)
}
// [/scores]
// clang-format on

struct Lesson {
    bool backwards = true;
    int shortest = 6;  // letters of a word
    int longest = 6;
    int steps = 400;
    Parts parts = {};
};

inline Letters draw_word(const Lesson& lesson, Rng& rng) {
    const int lengths = lesson.longest - lesson.shortest + 1;
    const int length = lesson.shortest + rng.below(lengths);
    Letters word(static_cast<std::size_t>(length));
    for (int& letter : word) letter = rng.below(kLetters);
    return word;
}

inline Letters answer_to(const Lesson& lesson, const Letters& word) {
    if (!lesson.backwards) return word;
    return Letters(word.rbegin(), word.rend());
}

// The mean loss of a few words.
inline Var loss_of(const SmallModel& model, Tape& tape, const Lesson& lesson,
                   const std::vector<Letters>& words) {
    Var total;
    for (const Letters& word : words) {
        const Var said = scores(model, tape, word, lesson.parts);
        const Var loss = cross_entropy(said, answer_to(lesson, word));
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
        const auto begin = losses.end() - static_cast<std::ptrdiff_t>(n);
        return std::accumulate(begin, losses.end(), 0.0) / static_cast<double>(n);
    }
};

inline double share_right(const SmallModel& model, const Lesson& lesson, Rng& rng) {
    int right = 0;
    int all = 0;
    Tape tape(Tape::Mode::inference);
    for (int i = 0; i < 200; ++i) {
        const Letters word = draw_word(lesson, rng);
        const Letters answer = answer_to(lesson, word);
        tape.clear();
        const Var said = scores(model, tape, word, lesson.parts);  // (n x 10)
        for (int r = 0; r < said.rows(); ++r) {
            const int letter = argmax(said.value().row(r));
            if (letter == answer[static_cast<std::size_t>(r)]) ++right;
            ++all;
        }
    }
    return right / static_cast<double>(all);
}

// Moves the numbers by their gradients.
using Step = std::function<void(Parameters&)>;

inline constexpr int kWordsInBatch = 16;

// Shows the model new words, a batch at a time.
inline Trained learn(SmallModel& model, const Lesson& lesson, const Step& step,
                     std::uint64_t seed) {
    Trained out;
    Rng rng(seed);
    Tape tape;
    std::vector<Letters> words(kWordsInBatch);
    for (int i = 1; i <= lesson.steps; ++i) {
        for (Letters& word : words) word = draw_word(lesson, rng);
        // [step]
        tape.clear();
        model.all.zero_grads();
        const Var loss = loss_of(model, tape, lesson, words);
        tape.backward(loss);
        step(model.all);
        // [/step]
        out.losses.push_back(static_cast<double>(loss.value()(0, 0)));
        if (!std::isfinite(out.losses.back())) {
            out.lost_at = i;
            return out;
        }
    }
    out.right = share_right(model, lesson, rng);
    return out;
}

inline constexpr int kWordsLookedAt = 100;

// Which position looks at which, the mean over so many words.
inline Matrix mean_attention(const SmallModel& model, const Lesson& lesson) {
    Rng rng(1);
    Matrix mean({lesson.longest, lesson.longest});
    Tape tape(Tape::Mode::inference);
    for (int i = 0; i < kWordsLookedAt; ++i) {
        const Letters word = draw_word(lesson, rng);
        std::vector<Matrix> looks;
        tape.clear();
        scores(model, tape, word, lesson.parts, &looks);
        add_to(scale(looks[0], real{1} / kWordsLookedAt), mean);
    }
    return mean;
}

// Where in the word the letter stands that position r must write.
inline int must_look_at(int r, const Matrix& weights, bool backwards) {
    return backwards ? weights.cols() - 1 - r : r;
}

// Does each position look most at the letter that it must write?
inline bool looks_where_it_must(const Matrix& weights, bool backwards) {
    for (int r = 0; r < weights.rows(); ++r) {
        if (argmax(weights.row(r)) != must_look_at(r, weights, backwards)) return false;
    }
    return true;
}

// The share of the looks that goes where it must, from corner to corner.
inline double on_diagonal(const Matrix& weights, bool backwards) {
    double total = 0;
    for (int r = 0; r < weights.rows(); ++r) {
        total += static_cast<double>(weights(r, must_look_at(r, weights, backwards)));
    }
    return total / weights.rows();
}

inline void show_attention(Page& page, const std::string& name, const std::string& title,
                           const Matrix& weights) {
    if (!std::isfinite(sum(weights.row(0)))) {
        page.text("There is no number left to draw.");
        return;
    }
    std::vector<std::string> positions;
    for (int i = 1; i <= weights.rows(); ++i) positions.push_back(std::to_string(i));
    std::vector<std::string> most;
    for (int r = 0; r < weights.rows(); ++r) {
        const int at = argmax(weights.row(r));
        most.push_back(fmt::format("{} at {} ({:.2f})", r + 1, at + 1, weights(r, at)));
    }
    page.show(Figure{
        name, title,
        fmt::format("A heat map with a row of weights for each position that writes. Most of its "
                    "weight: {}.",
                    fmt::join(most, ", ")),
        HeatMap{weights, positions, positions, "writes letter", "looks at letter", ".2f", 0, 1}});
}

// What became of it, in words.
inline std::string fate(const Trained& out) {
    if (out.lost_at > 0) return fmt::format("no number from step {} on", out.lost_at);
    if (out.last() < 1000) return fmt::format("{:.5f}", out.last());
    return fmt::format("{:.1e}", out.last());
}

// The place of the largest weight of a row, counted from 1.
inline int looks_most_at(const Matrix& weights, int row) { return argmax(weights.row(row)) + 1; }

// For a figure: the number of each step, and the losses as a running mean.
inline std::vector<double> count_up(const std::vector<double>& losses) {
    std::vector<double> steps(losses.size());
    std::iota(steps.begin(), steps.end(), 1.0);
    return steps;
}

inline std::vector<double> smoothed(std::vector<double> losses) {
    for (std::size_t i = 1; i < losses.size(); ++i) {
        losses[i] = 0.9 * losses[i - 1] + 0.1 * losses[i];
    }
    return losses;
}

inline Step adam(double rate, std::size_t size) {
    const auto state = std::make_shared<Adam>(size);
    return [rate, state](Parameters& all) { state->step(all, rate); };
}

// clang-format off
// [adam]
struct OwnAdam {
    double rate = 0.001;
    double beta1 = 0.9;
    double beta2 = 0.98;
    double epsilon = 1e-9;
    int t = 0;              // steps so far
    std::vector<double> m;  // running mean of the slopes g
    std::vector<double> v;  // and of their squares

    void operator()(std::span<real> x, std::span<const real> gradient) {
        m.resize(x.size());
        v.resize(x.size());
        ++t;
        // Both means began at 0; so far they have filled up to these shares.
        const double filled_m = 1 - std::pow(beta1, t);
        const double filled_v = 1 - std::pow(beta2, t);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double g = double(gradient[i]);
            m[i] = beta1 * m[i] + (1 - beta1) * g;
            v[i] = beta2 * v[i] + (1 - beta2) * g * g;

            const double fair_m = m[i] / filled_m;
            const double fair_v = v[i] / filled_v;
            x[i] -= real(rate * fair_m / (std::sqrt(fair_v) + epsilon));
        }
    }
};
// [/adam]
// clang-format on

}  // namespace chapter_08
