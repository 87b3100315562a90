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

// Two numbers by lag, 0 at the last word: what the last state moves when the word there becomes another.
// `words` (T x d) are read by T + 1 readers at once; reader 0 reads them as they are, and for reader
// i + 1 the word i places before the end is replaced by `other` (1 x d). All of it by the size of what
// was changed.
inline Numbers state_moves(const Recurrent& cell, ConstView words, ConstView other) {
    const int length = words.rows(), readers = length + 1;
    Matrix x({length * readers, words.cols()});
    for (int t = 0; t < length; ++t)
        for (int i = 0; i < readers; ++i)  // step t has the word t of every reader
            copy(i > 0 && length - i == t ? other : words.row_block(t, 1),
                 x.view().row_block(t * readers + i, 1));
    Tape tape(Tape::Mode::inference);
    const ConstView states = recurrent(cell, tape.constant(x), readers).value();
    const ConstView last = states.row_block((length - 1) * readers, readers);
    Numbers moves;
    for (int i = 1; i < readers; ++i)
        moves.push_back(norm(subtract(last.row_block(i, 1), last.row_block(0, 1))) /
                        norm(subtract(other, words.row_block(length - i, 1))));
    return moves;
}

// One head without positions, as in chapter 04: what the last word finds.
struct Head {
    Matrix query, key, value;  // (d x d)
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
    const Matrix q = matmul(words.row_block(words.rows() - 1, 1), head.query);  // (1 x d)
    return scaled_dot_product_attention(q, matmul(words, head.key), matmul(words, head.value));
}
// The same by lag, for the lags asked for; lag 0 would change the question itself.
inline Numbers attention_moves(const Head& head, ConstView words, ConstView other,
                               const std::vector<int>& lags) {
    const Matrix before = last_finds(head, words);
    Numbers moves;
    for (const int lag : lags) {
        Matrix changed(words);
        copy(other, changed.view().row_block(words.rows() - 1 - lag, 1));
        moves.push_back(norm(subtract(last_finds(head, changed), before)) /
                        norm(subtract(other, words.row_block(words.rows() - 1 - lag, 1))));
    }
    return moves;
}

// For a figure: 0, 1, 2, ...; and the first n numbers, without those too small for its axis.
inline Numbers count_up(std::size_t n) {
    Numbers all;
    for (std::size_t i = 0; i < n; ++i) all.push_back(static_cast<double>(i));
    return all;
}
inline Numbers shown(Numbers y, std::size_t n) {
    y.resize(n);
    for (double& x : y)
        if (x < 1e-6) x = std::numeric_limits<double>::quiet_NaN();
    return y;
}

// Adds up what several draws gave, to be divided by their number.
inline void add_to(const Numbers& more, Numbers& sums) {
    sums.resize(more.size());
    for (std::size_t i = 0; i < more.size(); ++i) sums[i] += more[i];
}

}  // namespace chapter_09
