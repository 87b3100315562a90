// How much of an early word is left at the end: in the state of a cell, in the output of attention.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "autodiff/ops.h"
#include "nn/attention.h"
#include "nn/recurrent.h"
#include "tensor/ops.h"

namespace chapter_09 {
using namespace book;

using Numbers = std::vector<double>;

// Two numbers by lag, 0 at the last word: how far the last state moves when the word there is replaced.
// `words` (T x d) are read by T + 1 readers at once; reader 0 reads them as they are, and for reader
// i + 1 the word i places before the end is replaced by `other` (1 x d). All of it by the size of what
// was changed.
inline Numbers state_moves(const Recurrent& cell, ConstView words, ConstView other) {
    const int length = words.rows();
    const int readers = length + 1;
    Matrix x({length * readers, words.cols()});  // step t has the word t of every reader
    for (int t = 0; t < length; ++t) {
        for (int i = 0; i < readers; ++i) {
            const bool replaced = i > 0 && length - i == t;
            const ConstView word = replaced ? other : words.row_block(t, 1);
            copy(word, x.view().row_block(t * readers + i, 1));
        }
    }
    Tape tape(Tape::Mode::inference);
    const ConstView states = recurrent(cell, tape.constant(x), readers).value();
    const ConstView last = states.row_block((length - 1) * readers, readers);
    const ConstView as_it_was = last.row_block(0, 1);
    Numbers moves;
    for (int i = 1; i < readers; ++i) {
        const double moved = norm(subtract(last.row_block(i, 1), as_it_was));
        const double changed = norm(subtract(other, words.row_block(length - i, 1)));
        moves.push_back(moved / changed);
    }
    return moves;
}

// One head without positions, as in chapter 04: what the last word finds.
struct Head {
    Matrix query;  // (d x d)
    Matrix key;    // (d x d)
    Matrix value;  // (d x d)
};

inline Head draw_head(int width, Rng& rng) {
    const double root = 1 / std::sqrt(width);  // keeps numbers of variance 1 as they are
    Head head;
    head.query = randn({width, width}, rng, root);
    head.key = randn({width, width}, rng, root);
    head.value = randn({width, width}, rng, root);
    return head;
}

inline Matrix last_finds(const Head& head, ConstView words) {
    const ConstView last = words.row_block(words.rows() - 1, 1);
    const Matrix query = matmul(last, head.query);    // (1 x d)
    const Matrix keys = matmul(words, head.key);      // (T x d)
    const Matrix values = matmul(words, head.value);  // (T x d)
    return scaled_dot_product_attention(query, keys, values);
}

// The same by lag, for the lags asked for; lag 0 would change the question itself.
inline Numbers attention_moves(const Head& head, ConstView words, ConstView other,
                               const std::vector<int>& lags) {
    const Matrix before = last_finds(head, words);
    Numbers moves;
    for (const int lag : lags) {
        const int at = words.rows() - 1 - lag;
        Matrix replaced(words);
        copy(other, replaced.view().row_block(at, 1));
        const double moved = norm(subtract(last_finds(head, replaced), before));
        const double changed = norm(subtract(other, words.row_block(at, 1)));
        moves.push_back(moved / changed);
    }
    return moves;
}

// For a figure: 0, 1, 2, ...; and the first n numbers, without those too small for its axis.
inline Numbers count_up(std::size_t n) {
    Numbers all;
    for (std::size_t i = 0; i < n; ++i) all.push_back(static_cast<double>(i));
    return all;
}

inline Numbers shown(Numbers numbers, std::size_t n, double least = 1e-7) {
    numbers.resize(n);
    for (double& number : numbers) {
        if (number < least) number = std::numeric_limits<double>::quiet_NaN();
    }
    return numbers;
}

// Adds up what several draws gave, to be divided by their number.
inline void add_to(const Numbers& more, Numbers& sums) {
    sums.resize(more.size());
    for (std::size_t i = 0; i < more.size(); ++i) {
        sums[i] += more[i];
    }
}

}  // namespace chapter_09
