// 4.2  All scores at once
// first steps; chapter 04, "All pairs at once"
#include "04_dot_product_attention/exercises.h"

using namespace exercise;

// The sum is declared inside the two outer loops, so every pair begins at 0.
// The inner loop runs along a row of q and along a row of k, and that is the T
// in Q K^T. On paper K has to be transposed, because a product of matrices runs
// down the columns of its second factor. In a loop you simply read k(j, c).
Matrix exercise::all_scores(ConstView q, ConstView k) {
    Matrix s({q.rows(), k.rows()});
    for (int i = 0; i < q.rows(); ++i)
        for (int j = 0; j < k.rows(); ++j) {
            real sum = 0;
            for (int c = 0; c < q.cols(); ++c) sum += q(i, c) * k(j, c);
            s(i, j) = sum;
        }
    return s;
}
