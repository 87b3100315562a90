// 4.2  All scores at once
// first steps; chapter 04, "All pairs at once"
//
// Every query (a row of q) meets every key (a row of k). Row i of the result says what query i makes
// of each key. This is Q K^T, and you write it in three loops.
//
//     s_ij = sum over c of q_ic k_jc                  q: (n x d)   k: (m x d)   result: (n x m)
//
// There need not be as many keys as queries. Make the result first; it is full of zeros, and your
// loops fill it:  Matrix result({q.rows(), k.rows()});  then  result(i, j) = ...;
//
// Example:  q = {{1, 0}, {0, 1}, {1, 1}}, k = {{2, 3}, {4, 5}}   ->  {{2, 4}, {3, 5}, {5, 9}}
#include "04_dot_product_attention/exercises.h"

using namespace exercise;

Matrix exercise::all_scores(ConstView q, ConstView k) {
    // Your code goes here, in the place of this line.
    not_written_yet(q, k);
}
