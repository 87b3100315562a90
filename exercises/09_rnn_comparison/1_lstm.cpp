// 9.1  One step of an LSTM
// first steps; chapter 09, "What gates are for"
//
// The products are done: `sums` holds x W_x + h W_h + b, four blocks of w numbers side by side, for the
// gates i (in), f (forget), g (what is new) and o (out), in this order. Make the gates, then the new
// cell and the new state. Return both, the state h' above the cell c'.
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
    // Your code goes here, in the place of this line.
    not_written_yet(sums, c);
}
