// 6.3  Multi-head attention
// hard; chapter 06, "Multi-head attention, in full"
#include "06_multi_head/exercises.h"

using namespace exercise;

// A head sees only its own columns, so its scores are sums of d / h products,
// and dividing by the root of d / h is what brings their variance back to 1.
// Every head writes into the same columns that it reads from, so the heads are
// already joined when the loop ends. Until then no head knows anything of the
// others. W_O is where they meet.
Matrix exercise::multi_head(ConstView q, ConstView k, ConstView v,
                            ConstView w_o, int heads) {
    const int width = q.cols() / heads;
    const real root = std::sqrt(static_cast<real>(width));
    Matrix joined(q.shape());
    for (int i = 0; i < heads; ++i) {
        const ConstView own_q = q.col_block(i * width, width);
        const ConstView own_k = k.col_block(i * width, width);
        const ConstView own_v = v.col_block(i * width, width);
        const Matrix weights =
            softmax_rows(scale(matmul_nt(own_q, own_k), 1 / root));
        copy(matmul(weights, own_v),
             joined.view().col_block(i * width, width));
    }
    return matmul(joined, w_o);
}
