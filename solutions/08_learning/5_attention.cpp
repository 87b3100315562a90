// 8.5  The gradient of attention
// hard; chapter 08, "The way back through attention"
#include "08_learning/exercises.h"

using namespace exercise;

// The way back leads through three lines, and you know the gradient of each:
// out = w v, w = softmax(s), s = q k^T / sqrt(d). The weights are computed
// again here, whereas the library keeps them from the forward pass. A step of
// training pushes a query towards the keys of the words whose values would have
// helped more than the mix did, and away from the others. That is all there is
// to "learning where to look".
Matrix exercise::gradient_of_queries(ConstView q, ConstView k, ConstView v,
                                     ConstView dout) {
    const real factor = 1 / std::sqrt(static_cast<real>(q.cols()));
    const Matrix s = scale(matmul_nt(q, k), factor);  // (n x m)
    const Matrix w = softmax_rows(s);                 // (n x m)
    Matrix ds = matmul_nt(dout, v);  // (n x m)  dw, for now
    for (int r = 0; r < w.rows(); ++r) {
        const real mean = dot(w.row(r), ds.row(r));
        for (int c = 0; c < w.cols(); ++c)
            ds(r, c) = w(r, c) * (ds(r, c) - mean);
    }
    return scale(matmul(ds, k), factor);  // (n x m)(m x d) -> (n x d)
}
