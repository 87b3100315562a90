#include "nn/rotary.h"

#include <cmath>

#include "core/parallel.h"
#include "nn/replaceable.h"

namespace book {

Matrix rotary_table(int length, int width, double theta) {
    require(width > 0 && width % 2 == 0, "rotary_table: pairs of {} numbers", width);
    const int pairs = width / 2;
    Matrix table({length, width});
    for (int i = 0; i < pairs; ++i) {
        const double speed = std::pow(theta, -2.0 * i / width);
        for (int p = 0; p < length; ++p) {
            table(p, i) = static_cast<real>(std::cos(p * speed));
            table(p, pairs + i) = static_cast<real>(std::sin(p * speed));
        }
    }
    return table;
}

namespace {

// One head of one row: pair i is (x_a, x_b).                                  x, y: w numbers
void rotate_head(const real* x, const real* angles, int width, RotaryPairs kind, Turn turn,
                 real* y) {
    const int pairs = width / 2;
    const bool halves = kind == RotaryPairs::halves;
    for (int i = 0; i < pairs; ++i) {
        const int a = halves ? i : 2 * i;
        const int b = halves ? i + pairs : 2 * i + 1;
        const real cosine = angles[i];
        const real sine = turn == Turn::forward ? angles[pairs + i] : -angles[pairs + i];
        const real xa = x[a];
        const real xb = x[b];
        y[a] = xa * cosine - xb * sine;
        y[b] = xa * sine + xb * cosine;
    }
}

}  // namespace

void rotate(ConstView x, std::span<const int> positions, ConstView table, RotaryPairs pairs,
            Turn turn, View y) {
    const int width = table.cols();
    require(width > 0 && x.cols() % width == 0 && x.shape() == y.shape() &&
                std::ssize(positions) == x.rows(),
            "rotate: {} into {} at {} positions, with a table {}", x.shape(), y.shape(),
            positions.size(), table.shape());
    for (int p : positions)
        require(p >= 0 && p < table.rows(), "rotate: position {} of {}", p, table.rows());
    const auto other = replaceable_layers.rotate.replacement();
    if (other != nullptr && pairs == RotaryPairs::halves && turn == Turn::forward)
        return other(Matrix(x), positions, table, y);
    parallel_rows(x.rows(), x.cols(), [&](int r) {
        const real* angles = table.row(positions[r]).data();
        for (int begin = 0; begin < x.cols(); begin += width)
            rotate_head(x.row(r).data() + begin, angles, width, pairs, turn,
                        y.row(r).data() + begin);
    });
}

Var rotary(Var x, const Segments& rows, ConstView table, RotaryPairs pairs, int first) {
    require(rows.total() == x.rows() && first >= 0 && first + rows.longest() <= table.rows(),
            "rotary: {} rows for sentences of {}, up to position {} of {}", x.rows(), rows.total(),
            first + rows.longest(), table.rows());
    static thread_local std::vector<int> at;  // one a thread, kept: nothing is allocated
    at.clear();
    for (int s = 0; s < rows.count(); ++s)
        for (int i = 0; i < rows.length(s); ++i) at.push_back(first + i);

    Tape& tape = x.tape();
    const Var y = tape.record("rotary", x.shape(), {x});
    rotate(x.value(), at, table, pairs, Turn::forward, y.output());
    const std::span<const int> positions = tape.keep(y, at);
    const View turned_back = y.needs_grad() ? tape.scratch(y, y.shape()) : View();
    tape.on_backward(y, [x, y, positions, table, pairs, turned_back] {
        rotate(y.grad(), positions, table, pairs, Turn::back, turned_back);
        give_grad(x, turned_back);
    });
    return y;
}

}  // namespace book
