// 9.3  Bahdanau's attention
// solid; chapter 09, "The same translation, three ways (recorded)"
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

// Without tanh the score would be a part of the query plus a part of the key,
// and the softmax would not see the part of the query at all: every query would
// get the same weights. The dot product needs no tanh, because it multiplies.
// It took over because all scores are then one product of matrices, where this
// one bends n m d numbers.
Matrix exercise::additive_attention(ConstView q, ConstView k,
                                    ConstView values, ConstView v) {
    Matrix scores({q.rows(), k.rows()});
    for (int i = 0; i < q.rows(); ++i)
        for (int j = 0; j < k.rows(); ++j)
            for (int c = 0; c < q.cols(); ++c)
                scores(i, j) += v(0, c) * std::tanh(q(i, c) + k(j, c));
    return matmul(softmax_rows(scores), values);
}
