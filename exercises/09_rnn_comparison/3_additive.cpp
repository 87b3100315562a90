// 9.3  Bahdanau's attention
// solid; chapter 09, "Before the dot product: Bahdanau's additive attention"
//
// The page has queries and keys ready. Bahdanau, Cho and Bengio did not: they had a writer, with a state s
// for each word that it is about to write, and a reader, with a state h for each word that it has read.
// The two need not even have the same width. Two learnt matrices, W and U, bring both to the width a, where
// they are added, bent by tanh and weighed with v:
//
//     score = v . tanh(s W + h U)          one number for each state of the writer and each of the reader
//
// The scores become weights as everywhere in this book. What these mix is not made by a third matrix:
// the reader's states are the values, as they are. Return the mix for each state of the writer.
//
//     s: (n x d)   h: (m x e)   w: (d x a)   u: (e x a)   v: (1 x a)   result: (n x e)
//
// Try to compute no product more often than needed. The library has matmul(p, q) and softmax_rows(x).
//
// Example:  s = {{0}},  h = {{0, 4}, {1, 0}},  w = {{1}},  u = {{1}, {0}},  v = {{1}}
//           scores 0 and tanh(1) = 0.7616, weights 0.3183 and 0.6817  ->  {{0.6817, 1.2732}}
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

Matrix exercise::additive_attention(ConstView s, ConstView h, ConstView w,
                                    ConstView u, ConstView v) {
    // Replace this line and the next with your code.
    not_written_yet(s, h, w, u, v);
}
