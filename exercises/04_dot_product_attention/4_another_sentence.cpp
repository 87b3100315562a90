// 4.4  From one sentence to another
// solid; chapter 04, "From one sentence to another"
//
// Here one sentence looks at another. The n words of x ask the m words of `source`, and every word
// of x takes home exactly one value: that of the source word whose key has the largest dot product
// with its query.
//
//     q = x w_q     k = source w_k     v = source w_v     s = q k^T
//     row i of the result = row j of v, where j is the place of the largest s_ij
//
// Shapes:  x: (n x w)   source: (m x w)   w_q, w_k: (w x d)   w_v: (w x e)
//          result: (n x e)
//
// The library has matmul(a, b), matmul_nt(a, b) for a b^T, and argmax(row), which says where the
// largest number of a row is; no two words share the largest one. Each product returns a new
// Matrix, and you make the result yourself: `Matrix result({x.rows(), w_v.cols()});`. If you would
// rather use your own loops, copy them from 4.1 and 4.2 into this file.
//
// Example:  all w = {{1, 0}, {0, 1}}, x = {{1, 0}, {0, 1}}, source = {{0, 2}, {1, 1}, {5, 0}}
//           ->  {{5, 0}, {0, 2}}
#include "04_dot_product_attention/exercises.h"

using namespace exercise;

Matrix exercise::look_across(ConstView x, ConstView source, ConstView w_q,
                             ConstView w_k, ConstView w_v) {
    // Replace this line and the next with your code.
    not_written_yet(x, source, w_q, w_k, w_v);
}
