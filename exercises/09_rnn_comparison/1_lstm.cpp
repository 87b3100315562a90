// 9.1  One step of an LSTM
// first steps; chapter 09, "What gates are for"
//
// The matrix products are already done: `sums` holds x W_x + h W_h + b, as four blocks of w numbers,
// one after another. They are meant for i (what to let in), f (the forget gate), g (what is new) and o
// (what to let out), in this order. Compute these four, then the new cell and the new state. Return
// both in one matrix, with the state h' in the first row and the cell c' in the second.
//
//     i, f, o = sigmoid of their sums,   g = tanh of its sum        sigmoid(x) = 1 / (1 + e^-x)
//     c' = f * c + i * g                 h' = o * tanh(c')          element by element
//
// Shapes:   sums: (1 x 4w)   c: (1 x w)   result: (2 x w)
//
// Example:  sums = {{0, 0, 0, 0}}, c = {{1}}  ->  i = f = o = 0.5 and g = 0, so c' = 0.5 and
//           h' = 0.5 tanh(0.5):  {{0.2311}, {0.5}}
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

Matrix exercise::lstm_step(ConstView sums, ConstView c) {
    // Replace this line and the next with your code.
    not_written_yet(sums, c);
}
