// 6.3  Multi-head attention
// hard; chapter 06, "Multi-head attention, in full"
//
// Now put it all together. The queries, keys and values of all heads are there, side by side. Each
// head attends with its own columns; then the heads are joined, and one matrix mixes what they say.
//
//     head_i = softmax(q_i k_i^T / sqrt(w)) v_i     q_i, k_i, v_i: the columns of head i, w = d / h
//     y      = [head_0, head_1, ...] W_O
//
// Shapes:   q: (n x d)   k: (m x d)   v: (m x d)   w_o: (d x d)   result: (n x d)
//
// You may copy from your answers to 5.4, 6.1 and 6.2. The library has matmul(a, b), matmul_nt(a, b)
// for a b^T, scale(x, factor), softmax_rows(x), concat_cols({a, b, ...}) and copy(from, to).
//
// Example:  q = {{0, 0}}, k = {{1, 2}, {3, 4}}, v = {{2, 10}, {4, 30}}, two heads of width 1
//           To both heads the two keys are equally good, so together they say {{3, 20}};
//           with w_o = {{0, 1}, {1, 0}}  ->  {{20, 3}}
#include "06_multi_head/exercises.h"

using namespace exercise;

Matrix exercise::multi_head(ConstView q, ConstView k, ConstView v,
                            ConstView w_o, int heads) {
    // Replace this line and the next with your code.
    not_written_yet(q, k, v, w_o, heads);
}
