// 8.5  The gradient of attention
// hard; chapter 08, "The way back through attention"
//
// Take a single head: s = q k^T / sqrt(d), w = softmax(s) row by row, out = w v. You are given
// dout, the slopes of the loss with respect to its result. Find dq, the slopes with respect to the
// queries, by going back through the three lines one at a time:
//
//     from dout to dw, from dw to ds, from ds to dq
//
// Shapes:   q: (n x d)   k: (m x d)   v: (m x e)   dout: (n x e)   result: dq, (n x d)
//
// You may copy from your answers to 8.2 and 8.3. The library has softmax_rows(x), scale(x, factor),
// matmul(p, q), matmul_nt(p, q) = p q^T and matmul_tn(p, q) = p^T q.
//
// Example:  q = {{0}}, k = {{1}, {3}}, v = {{2}, {4}}, dout = {{1}}: both weights are 0.5
//           dw = {{2, 4}}, its mean 3, ds = {{-0.5, 0.5}}, dq = -0.5 * 1 + 0.5 * 3  ->  {{1}}
#include "08_learning/exercises.h"

using namespace exercise;

Matrix exercise::gradient_of_queries(ConstView q, ConstView k, ConstView v,
                                     ConstView dout) {
    // Replace this line and the next with your code.
    not_written_yet(q, k, v, dout);
}
