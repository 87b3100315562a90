// How exercise 12.4's function is asked by a model, which has rows of several texts, each from a position of
// its own on.
#pragma once

#include <span>

#include "core/require.h"
#include "tensor/matrix.h"
#include "tensor/ops.h"

namespace book::teacher {

// `turn(rows, first)` makes the rows of each run of positions that follow one another.
template <class F>
Matrix turned_in_runs(ConstView x, std::span<const int> positions, F turn) {
    Matrix y(x.shape());
    int begin = 0;
    for (int r = 0; r < x.rows(); ++r) {
        const auto at = static_cast<std::size_t>(r);
        if (r + 1 < x.rows() && positions[at + 1] == positions[at] + 1) continue;
        const int count = r + 1 - begin;
        const Matrix rows = turn(x.row_block(begin, count), positions[at] - count + 1);
        require(rows.shape() == Shape{count, x.cols()}, "it made {} where {} is needed",
                rows.shape(), Shape{count, x.cols()});
        copy(rows, y.view().row_block(begin, count));
        begin = r + 1;
    }
    return y;
}

}  // namespace book::teacher
