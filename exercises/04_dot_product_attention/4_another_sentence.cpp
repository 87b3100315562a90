// 4.4  From one sentence to another
// solid; chapter 04, "From one sentence to another"
//
// The n words of x ask the m words of `source`. Each word of x takes home one value: the value of
// that word of the source whose key has the largest dot product with its query.
//
//     q = x w_q     k = source w_k     v = source w_v     s = q k^T
//     row i of the result = row j of v, where j is the place of the largest s_ij
//
// Shapes:  x: (n x w)   source: (m x w)   w_q, w_k: (w x d)   w_v: (w x e)
//          result: (n x e)
//
// You may use your answers to 4.1 and 4.2, or the library's matmul(a, b), matmul_nt(a, b) for a b^T,
// and argmax(row), which says where the largest number of a row is. (No two words share the largest.)
// The products return a new Matrix each; the result you make:  Matrix result({x.rows(), w_v.cols()});
//
// Example:  all w = {{1, 0}, {0, 1}}, x = {{1, 0}, {0, 1}}, source = {{0, 2}, {1, 1}, {5, 0}}
//           ->  {{5, 0}, {0, 2}}
#include "04_dot_product_attention/exercises.h"

using namespace exercise;

Matrix exercise::look_across(ConstView x, ConstView source, ConstView w_q,
                             ConstView w_k, ConstView w_v) {
    // Your code goes here, in the place of this line.
    not_written_yet(x, source, w_q, w_k, w_v);
}
