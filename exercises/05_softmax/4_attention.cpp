// 5.4  Attention
// solid; chapter 05, "Scaled dot-product attention, in full"
//
// This is the whole formula, in loops that you can point at. Every query (a row of q) is compared
// with every key (a row of k), its scores become weights, and the weights mix the values (the rows
// of v).
//
//     s_ij = (sum over c of q_ic k_jc) / sqrt(d)     scores: how well key j answers query i
//     w    = softmax(s), row by row                  weights
//     y_ic = sum over j of w_ij v_jc                 the mix
//
// Shapes:   q: (n x d)   k: (m x d)   v: (m x e)   result: (n x e)
//
// Use the library's softmax_rows(scores), or copy your own from 5.1 into this file. Write the rest
// as loops. The result begins as zeros: `Matrix result({q.rows(), v.cols()});`, then
// `result(i, c) += ...;`
//
// Example:  q = {{0, 0}}, k = {{1, 0}, {0, 1}}, v = {{2}, {4}}   ->  {{3}}     the two keys tie
#include "05_softmax/exercises.h"

using namespace exercise;

Matrix exercise::attention(ConstView q, ConstView k, ConstView v) {
    // Replace this line and the next with your code.
    not_written_yet(q, k, v);
}
