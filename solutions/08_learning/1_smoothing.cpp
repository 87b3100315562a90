// 8.1  Cross-entropy with label smoothing
// first steps; chapter 08, "Softmax with cross-entropy: p − y"
#include "08_learning/exercises.h"

using namespace exercise;

// Every word is asked for with e/V, and the right one with 1 - e more, so the
// weighted sum falls into two parts. The logarithm of the softmax is computed
// in one go, as x - top - ln(sum). A probability may be too small for a float,
// but its logarithm never is. With e = 0 this is plain cross-entropy.
Matrix exercise::smoothed_cross_entropy(ConstView logits,
                                        std::span<const int> targets,
                                        real doubt) {
    const Matrix logs = log_softmax_rows(logits);
    const real each = doubt / static_cast<real>(logits.cols());
    Matrix loss({logits.rows(), 1});
    for (int r = 0; r < logits.rows(); ++r) {
        const real right = logs(r, targets[static_cast<std::size_t>(r)]);
        loss(r, 0) = -(1 - doubt) * right - each * sum(logs.row(r));
    }
    return loss;
}
