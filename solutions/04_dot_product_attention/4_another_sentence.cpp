// 4.4  From one sentence to another
// solid; chapter 04, "From one sentence to another"
#include "04_dot_product_attention/exercises.h"

using namespace exercise;

// The words that ask bring the queries, and the words that are asked bring keys
// and values. So x meets only w_q, and the result has one row for each word of
// x. The scores compare queries with keys, but what is taken home is a value.
// If you pass x as the source as well, the same lines let a sentence look at
// itself.
Matrix exercise::look_across(ConstView x, ConstView source, ConstView w_q,
                             ConstView w_k, ConstView w_v) {
    const Matrix q = matmul(x, w_q);       // (n x d)
    const Matrix k = matmul(source, w_k);  // (m x d)
    const Matrix v = matmul(source, w_v);  // (m x e)
    const Matrix s = matmul_nt(q, k);      // (n x m)
    Matrix out({x.rows(), v.cols()});
    for (int i = 0; i < out.rows(); ++i)
        for (int c = 0; c < out.cols(); ++c)
            out(i, c) = v(argmax(s.row(i)), c);
    return out;
}
