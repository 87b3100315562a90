// 9.3  Bahdanau's attention
// solid; chapter 09, "The same translation, three ways (recorded)"
//
// The first attention, three years older than the Transformer (Bahdanau, Cho, Bengio 2014). A translator
// with a state s for each word that it writes looks back at the rows h that its encoder made of the words
// it has read. There is no dot product: s and h need not even be equally wide. Instead a small network
// compares them. It brings both to the width a, adds them, bends the sum with tanh, and weighs what it
// gets with the numbers v:
//
//     score = v . tanh(s W + h U)          one number for each state and each word that was read
//
// Weights are made of the scores as everywhere in this book. What they mix is not made by a third
// matrix: here the rows h themselves are the values.
//
//     s: (n x d)   h: (m x e)   w: (d x a)   u: (e x a)   v: (1 x a)   result: (n x e)
//
// Try to do no product more often than it is needed. The library has matmul(p, q) and softmax_rows(x).
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
