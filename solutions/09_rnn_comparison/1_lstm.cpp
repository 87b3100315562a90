// 9.1  One step of an LSTM
// first steps; chapter 09, "What gates are for"
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

namespace {

real sigmoid(real x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

// The line that makes the new cell is the whole point: c is multiplied by a
// gate and then added to, but never multiplied by a matrix. Where f is near 1,
// the derivative with respect to the old cell is near 1 too, for as many steps
// as the gate stays open. The state h is only what the cell lets out, bent so
// that it cannot grow.
Matrix exercise::lstm_step(ConstView sums, ConstView c) {
    const int w = c.cols();
    Matrix y({2, w});
    for (int n = 0; n < w; ++n) {
        const real i = sigmoid(sums(0, n)), f = sigmoid(sums(0, w + n));
        const real g = std::tanh(sums(0, 2 * w + n));
        const real o = sigmoid(sums(0, 3 * w + n));
        y(1, n) = f * c(0, n) + i * g;
        y(0, n) = o * std::tanh(y(1, n));
    }
    return y;
}
