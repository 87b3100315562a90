// The derivative of a last state by an earlier one, and how fast it dies away.
#pragma once

#include <cmath>
#include <vector>

#include "autodiff/ops.h"
#include "influence.h"
#include "nn/recurrent.h"
#include "tensor/ops.h"

namespace chapter_09 {
using namespace book;

// A random orthogonal matrix: Gram and Schmidt, twice, in double.
inline Matrix orthogonal(int n, Rng& rng) {
    std::vector<Numbers> rows;
    while (static_cast<int>(rows.size()) < n) {
        Numbers next;
        for (int c = 0; c < n; ++c) next.push_back(rng.normal());
        for (int pass = 0; pass < 2; ++pass)
            for (const Numbers& row : rows) {
                double product = 0;
                for (std::size_t c = 0; c < row.size(); ++c) product += row[c] * next[c];
                for (std::size_t c = 0; c < row.size(); ++c) next[c] -= product * row[c];
            }
        double square = 0;
        for (const double x : next) square += x * x;
        for (double& x : next) x /= std::sqrt(square);
        rows.push_back(next);
    }
    Matrix m({n, n});
    for (int r = 0; r < n; ++r)
        for (int c = 0; c < n; ++c)
            m(r, c) =
                static_cast<real>(rows[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)]);
    return m;
}

// By how much a push in a random direction is lengthened, root mean square: ‖J‖ / √rows.
inline double gain(ConstView j) { return norm(j) / std::sqrt(j.rows()); }

// The largest singular value: a push that is sent through w and w^T again and again turns to it.
inline double largest_stretch(const Matrix& w) {
    Matrix push({1, w.rows()}, 1);
    double stretch = 0;
    for (int i = 0; i < 500; ++i) {
        const Matrix through = matmul(push, w);
        stretch = norm(through) / norm(push);
        const Matrix back = matmul_nt(through, w);
        push = scale(back, static_cast<real>(1 / norm(back)));
    }
    return stretch;
}

// [lag_gains]
// By lag, 0 at the last word. As many readers of the same words as the state
// has numbers; the gradient that is sent back asks each of them for another
// one. For an LSTM the state is (h, c).
inline Numbers lag_gains(const Recurrent& cell, ConstView words) {
    const int w = cell.width(), length = words.rows();
    const bool two = cell.kind == CellKind::lstm;
    const int readers = two ? 2 * w : w, rows = length * readers;
    Matrix x({rows, words.cols()}), ask_h({rows, w}), ask_c({rows, w});
    for (int r = 0; r < rows; ++r) {
        copy(words.row_block(r / readers, 1), x.view().row_block(r, 1));
    }
    for (int i = 0; i < w; ++i) ask_h(rows - readers + i, i) = 1;
    for (int i = 0; i < w && two; ++i) ask_c(rows - w + i, i) = 1;
    Tape tape;
    const State all = recurrent_states(cell, tape.input(x), readers);
    Var asked = sum(multiply(all.h, tape.constant(ask_h)));
    if (two) {
        const Var of_c = sum(multiply(all.c, tape.constant(ask_c)));
        asked = add(asked, of_c);
    }
    tape.backward(asked);
    Numbers gains;
    for (int t = length - 1; t >= 0; --t) {
        // The rows of step t: d(last state) / d(state after t).
        const int at = t * readers;
        const double h = norm(all.h.grad().row_block(at, readers));
        const double c = two ? norm(all.c.grad().row_block(at, readers)) : 0;
        gains.push_back(std::sqrt((h * h + c * c) / readers));
    }
    return gains;
}
// [/lag_gains]

// An Elman cell with this W_h, nothing else between the states but tanh.
inline Recurrent cell_with(Parameters& all, const std::string& name, ConstView state) {
    Rng unused(1);
    const Recurrent cell =
        make_recurrent(all, name, CellKind::elman, state.rows(), state.rows(), unused);
    copy(state, cell.state.weight.value());
    fill(cell.input.weight.value(), 0);
    for (int i = 0; i < state.rows(); ++i) cell.input.weight.value()(i, i) = 1;
    fill(cell.input.bias.value(), 0);
    fill(cell.state.bias.value(), 0);
    return cell;
}

}  // namespace chapter_09
