// 5.4  Attention
// solid; chapter 05, "Scaled dot-product attention, whole"
//
// The whole formula, in loops that you can point at. Every query (a row of q) compares itself with
// every key (a row of k), turns its scores into weights, and takes the mix of the values (rows of v).
//
//     s_ij = (sum over c of q_ic k_jc) / sqrt(d)     scores: how well key j answers query i
//     w    = softmax(s), row by row                  weights
//     y_ic = sum over j of w_ij v_jc                 the mix
//
// Shapes:   q: (n x d)   k: (m x d)   v: (m x e)   result: (n x e)
//
// You may use your softmax of 5.1, or the library's softmax_rows(scores). Write the rest in loops. The
// result begins as zeros:  Matrix result({q.rows(), v.cols()});  then  result(i, c) += ...;
//
// Example:  q = {{0, 0}}, k = {{1, 0}, {0, 1}}, v = {{2}, {4}}   ->  {{3}}     both keys alike
#include "05_softmax/exercises.h"

using namespace exercise;

Matrix exercise::attention(ConstView q, ConstView k, ConstView v) {
    // Your code goes here, in the place of this line.
    not_written_yet(q, k, v);
}
