// 8.6  The gradient of layer norm
// hard; chapter 08, "Trust no gradient that you have not checked"
//
// y = gain_c (x_rc - mean_r) / deviation_r + bias_c, as in exercise 7.2, where
//
//     deviation_r = sqrt(variance_r + 0.00001)        mean_r, variance_r: of row r, which has d numbers
//
// You are given dy, the slopes of the loss with respect to y. Find dx, the slopes with respect to x. If
// one number of a row is nudged, three things move: the number itself, the mean of its row, and the
// deviation of its row. The last two are in all d numbers of that row of y, so there are many paths
// from one x to the loss, and the slopes of all the paths add up.
//
//     x, dy, result: (n x d)   gain: (1 x d)
//
// You can check yourself without the book: if 1 is added to all the numbers in a row, y stays as it was. So
// each row of dx has to add up to 0.
//
// Example:  x = {{-1, 0, 1}}, gain = {{1, 1, 1}}, dy = {{1, 0, 0}}: the deviation is 0.8165
//           ->  {{0.2041, -0.4082, 0.2041}}
#include "08_learning/exercises.h"

using namespace exercise;

Matrix exercise::gradient_of_layer_norm(ConstView x, ConstView gain,
                                        ConstView dy) {
    // Replace this line and the next with your code.
    not_written_yet(x, gain, dy);
}
