// 9.4  The delta rule
// solid; chapter 09, "A state that can be rewritten"
//
// Some newer recurrent networks carry a matrix S from word to word instead of a single row. Each word first
// writes into it and then reads from it. As in attention, a word has three rows for that: its value v is
// what it writes, its key k says where, and its query q says where it reads. What a key finds in the state
// is the row k S: a mix of the rows of S, with the numbers of the key as weights.
//
// The simplest way to write is to add k^T v to the state. But if a key comes back with another value, the
// new value lies on top of the old one, and whoever reads there finds the sum of both. With the delta rule
// (Schlag, Irie and Schmidhuber 2021) a word first takes away what its key finds:
//
//     S' = S + b k^T (v - k S)          k^T times a row r is a matrix: its row i is k_i r
//     y  = q S'
//
// The strength b, a number from 0 to 1, says how much of the old value is replaced: with 1 all of it, with
// 0 nothing. Every key has length 1, which means that the squares of its numbers add up to 1.
//
// Leave S' in `state`, where the next word will find it, and return the answer y.
//
//     q, k: (1 x d)   v: (1 x e)   b: a number   state: (d x e), before and after   result: (1 x e)
//
// The check lets several words follow each other. It shows what came of them as one matrix, with the answer
// of every word in a row of its own, and below them the state as the last word left it.
//
// The library has matmul(p, q), matmul_tn(p, q) for p^T q, add(p, q), subtract(p, q), scale(x, factor).
//
// Example:  state = {{10, 0}, {0, 5}},  k = {{0.6, 0.8}},  v = {{16, -6}},  b = 0.5,  q = {{1, 1}}
//           The key finds {{6, 4}}. The value is {{10, -10}} away from that. Half of it, {{5, -5}}, is
//           written: state = {{13, -3}, {4, 1}}.  The query reads  ->  {{17, -2}}
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

Matrix exercise::delta_step(ConstView q, ConstView k, ConstView v, real b,
                            Matrix& state) {
    // Replace this line and the next with your code.
    not_written_yet(q, k, v, b, state);
}
