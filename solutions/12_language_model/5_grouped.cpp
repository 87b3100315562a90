// 12.5  Grouped queries
// solid; chapter 12, "Grouped queries: a smaller cache"
#include "12_language_model/exercises.h"

using namespace exercise;

// Whole-number division does it: heads 0 .. group - 1 read keys and values 0.
// (With h mod g instead, a model that was trained in the other way says
// nonsense, although every shape is right.) Nothing else changes. A head is as
// wide as before, so its root is the same, and the heads that share their keys
// still ask different questions of them.
Matrix exercise::grouped_attention(ConstView q, ConstView k, ConstView v,
                                   int heads, int key_value_heads) {
    const int width = q.cols() / heads, group = heads / key_value_heads;
    const real root = std::sqrt(static_cast<real>(width));
    Matrix joined(q.shape());
    for (int i = 0; i < heads; ++i) {
        const int j = i / group;
        const ConstView own_q = q.col_block(i * width, width);
        const ConstView shared_k = k.col_block(j * width, width);
        const ConstView shared_v = v.col_block(j * width, width);
        Matrix scores = scale(matmul_nt(own_q, shared_k), 1 / root);
        apply_mask(Mask::causal, scores);
        copy(matmul(softmax_rows(scores), shared_v),
             joined.view().col_block(i * width, width));
    }
    return joined;
}
