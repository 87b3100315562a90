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
// has numbers; the gradient that is sent back asks each of them for a
// different one. For an LSTM the state is (h, c).
inline Numbers lag_gains(const Recurrent& cell, ConstView words) {
    const int length = words.rows();
    const int width = cell.width();
    const bool has_c = cell.kind == CellKind::lstm;
    const int readers = has_c ? 2 * width : width;
    const int rows = length * readers;  // each step has a row of every reader

    Matrix x({rows, words.cols()});
    for (int r = 0; r < rows; ++r) {
        copy(words.row_block(r / readers, 1), x.view().row_block(r, 1));
    }
    Tape tape;
    const State all = recurrent_states(cell, tape.input(x), readers);

    Matrix ask_h({rows, width});
    Matrix ask_c({rows, width});
    for (int i = 0; i < width; ++i) {
        ask_h(rows - readers + i, i) = 1;
        ask_c(rows - width + i, i) = 1;
    }
    Var asked = sum(multiply(all.h, tape.constant(ask_h)));
    if (has_c) {
        const Var of_c = sum(multiply(all.c, tape.constant(ask_c)));
        asked = add(asked, of_c);
    }
    tape.backward(asked);

    Numbers gains;
    for (int t = length - 1; t >= 0; --t) {
        // The rows of step t: d(last state) / d(state after t).
        const int at = t * readers;
        const double h = norm(all.h.grad().row_block(at, readers));
        double c = 0;
        if (has_c) c = norm(all.c.grad().row_block(at, readers));
        gains.push_back(std::sqrt((h * h + c * c) / readers));
    }
    return gains;
}
// [/lag_gains]

// An Elman cell with this W_h, nothing else between the states but tanh.
inline Recurrent cell_with(Parameters& all, const std::string& name, ConstView state) {
    const int width = state.rows();
    Rng unused(1);
    const Recurrent cell = make_recurrent(all, name, CellKind::elman, width, width, unused);
    copy(state, cell.state.weight.value());
    fill(cell.input.weight.value(), 0);
    for (int i = 0; i < width; ++i) {
        cell.input.weight.value()(i, i) = 1;
    }
    fill(cell.input.bias.value(), 0);
    fill(cell.state.bias.value(), 0);
    return cell;
}

}  // namespace chapter_09
