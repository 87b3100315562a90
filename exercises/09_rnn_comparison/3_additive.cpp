// 9.3  Bahdanau's attention
// solid; chapter 09, "The same translation, three ways (recorded)"
//
// The first one. Three years before the Transformer, attention had a small network of its own to compare
// a query with a key (Bahdanau, Cho, Bengio 2014): add them, bend the sum, weigh its numbers with v.
// The rest you know: softmax over the keys, and the values mixed with these weights.
//
//     score_ij = sum over c of v_c tanh(q_ic + k_jc)       (the products with W and U are done)
//     y_i      = sum over j of softmax(score_i)_j values_j
//
// Shapes:   q: (n x d)   k: (m x d)   values: (m x e)   v: (1 x d)   result: (n x e)
//
// softmax_rows(x) and matmul(a, b) are there.
//
// Example:  q = {{0}}, k = {{0}, {1}}, values = {{1, 0}, {0, 1}}, v = {{1}}
//           scores 0 and tanh(1) = 0.7616  ->  {{0.3183, 0.6817}}
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

Matrix exercise::additive_attention(ConstView q, ConstView k,
                                    ConstView values, ConstView v) {
    // Your code goes here, in the place of this line.
    not_written_yet(q, k, values, v);
}
