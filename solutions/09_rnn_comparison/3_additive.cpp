// 9.3  Bahdanau's attention
// solid; chapter 09, "The same translation, three ways (recorded)"
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

// Without tanh a score would be one part from the query plus one part from the
// key. The softmax would not notice the query's part at all, so every query
// would get the same weights. The dot product needs no tanh, because it
// multiplies. It took over because all its scores come from a single product of
// matrices, whereas this attention has to bend n m d numbers.
Matrix exercise::additive_attention(ConstView q, ConstView k,
                                    ConstView values, ConstView v) {
    Matrix scores({q.rows(), k.rows()});
    for (int i = 0; i < q.rows(); ++i)
        for (int j = 0; j < k.rows(); ++j)
            for (int c = 0; c < q.cols(); ++c)
                scores(i, j) += v(0, c) * std::tanh(q(i, c) + k(j, c));
    return matmul(softmax_rows(scores), values);
}
