// 8.6  The gradient of layer norm
// hard; chapter 08, "Trust no gradient that you have not checked"
//
// y = gain_c (x_rc - mean_r) / deviation_r + bias_c, as in exercise 7.2, where
//
//     deviation_r = sqrt(variance_r + 0.00001)        mean_r, variance_r: of row r, which has d numbers
//
// Given dy, the slopes of the loss by y, find dx, the slopes by x. Nudge one number of a row, and three
// things move: the number itself, the mean of its row, and the deviation of its row. The mean and the
// deviation are in all d numbers of y, so each of them carries a share of the slope to every x of the row.
//
//     x, dy, result: (n x d)   gain: (1 x d)
//
// A check that needs no book: add 1 to all numbers of a row, and y stays as it was. So each row of dx adds
// up to 0.
//
// Example:  x = {{-1, 0, 1}}, gain = {{1, 1, 1}}, dy = {{1, 0, 0}}: the deviation is 0.8165
//           ->  {{0.2041, -0.4082, 0.2041}}
#include "08_learning/exercises.h"

using namespace exercise;

Matrix exercise::gradient_of_layer_norm(ConstView x, ConstView gain,
                                        ConstView dy) {
    // Your code goes here, in the place of this line.
    not_written_yet(x, gain, dy);
}
