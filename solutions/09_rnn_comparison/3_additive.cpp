// 9.3  Bahdanau's attention
// solid; chapter 09, "Before the dot product: Bahdanau's additive attention"
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

// The two products are made before the loops, once for each row and not once
// for each pair. Bahdanau's authors did so, too: h U does not change while the
// translation is being written.
//
// Why tanh? Without it a score would be a part that belongs to s plus a part
// that belongs to h. The part of s is the same for all words that were read, so
// the softmax does not see it, and every state would look at the same place.
// A dot product needs no tanh, because it multiplies. It took over because all
// its scores are one matrix product, where this one bends n m a numbers.
Matrix exercise::additive_attention(ConstView s, ConstView h, ConstView w,
                                    ConstView u, ConstView v) {
    const Matrix asked = matmul(s, w);  // (n x a)
    const Matrix found = matmul(h, u);  // (m x a)
    Matrix scores({s.rows(), h.rows()});
    for (int i = 0; i < s.rows(); ++i)
        for (int j = 0; j < h.rows(); ++j)
            for (int c = 0; c < v.cols(); ++c)
                scores(i, j) +=
                    v(0, c) * std::tanh(asked(i, c) + found(j, c));
    return matmul(softmax_rows(scores), h);
}
