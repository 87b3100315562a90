// 4.2  All scores at once
// first steps; chapter 04, "All pairs at once"
//
// Now every query (a row of q) meets every key (a row of k). Row i of the result holds the scores
// that query i gives to all the keys. On paper this is the product Q K^T; here you write it as
// three loops.
//
//     s_ij = sum over c of q_ic k_jc                  q: (n x d)   k: (m x d)   result: (n x m)
//
// The number of keys may differ from the number of queries. Make the result first. It is full of
// zeros, and your loops fill it: `Matrix result({q.rows(), k.rows()});`, then `result(i, j) = ...;`
//
// Example:  q = {{1, 0}, {0, 1}, {1, 1}}, k = {{2, 3}, {4, 5}}   ->  {{2, 4}, {3, 5}, {5, 9}}
#include "04_dot_product_attention/exercises.h"

using namespace exercise;

Matrix exercise::all_scores(ConstView q, ConstView k) {
    // Replace this line and the next with your code.
    not_written_yet(q, k);
}
