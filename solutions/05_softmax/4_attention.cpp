// 5.4  Attention
// solid; chapter 05, "Scaled dot-product attention, in full"
#include "05_softmax/exercises.h"

using namespace exercise;

// This is  matmul(softmax_rows(scale(matmul_nt(q, k), 1 / sqrt(d))), v),  term
// by term. The inner loop of the scores runs along a row of q and along a row
// of k. That is the transpose in Q K^T, and nothing has to be rearranged for
// it.
Matrix exercise::attention(ConstView q, ConstView k, ConstView v) {
    const real root = std::sqrt(static_cast<real>(q.cols()));
    Matrix scores({q.rows(), k.rows()});
    for (int i = 0; i < q.rows(); ++i)
        for (int j = 0; j < k.rows(); ++j) {
            real dot = 0;
            for (int c = 0; c < q.cols(); ++c) dot += q(i, c) * k(j, c);
            scores(i, j) = dot / root;
        }

    const Matrix weights = softmax_rows(scores);

    Matrix mix({q.rows(), v.cols()});  // zeros
    for (int i = 0; i < q.rows(); ++i)
        for (int j = 0; j < k.rows(); ++j)
            for (int c = 0; c < v.cols(); ++c)
                mix(i, c) += weights(i, j) * v(j, c);
    return mix;
}
