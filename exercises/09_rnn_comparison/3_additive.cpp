// 9.3  Bahdanau's attention
// solid; chapter 09, "The same translation, three ways (recorded)"
//
// This was the first attention in translation, three years before the Transformer (Bahdanau, Cho,
// Bengio 2014). It has a small network of its own to compare a query with a key: add the two, bend
// the sum with tanh, and weigh the resulting numbers with v. You know the rest: a softmax over the
// keys, and a mix of the values with these weights.
//
//     score_ij = sum over c of v_c tanh(q_ic + k_jc)       (the products with W and U are done)
//     y_i      = sum over j of softmax(score_i)_j values_j
//
// Shapes:   q: (n x d)   k: (m x d)   values: (m x e)   v: (1 x d)   result: (n x e)
//
// The library has softmax_rows(x) and matmul(a, b).
//
// Example:  q = {{0}}, k = {{0}, {1}}, values = {{1, 0}, {0, 1}}, v = {{1}}
//           scores 0 and tanh(1) = 0.7616  ->  {{0.3183, 0.6817}}
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

Matrix exercise::additive_attention(ConstView q, ConstView k,
                                    ConstView values, ConstView v) {
    // Replace this line and the next with your code.
    not_written_yet(q, k, values, v);
}
