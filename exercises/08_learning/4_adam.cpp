// 8.4  A step of Adam
// solid; chapter 08, "The smallest model that learns"
//
// Move the numbers x by one step of Adam, given their gradients g. The running means m and v carry
// over from step to step, so update them as well. Both were 0 before the first step, which has
// t = 1.
//
//     m = b1 m + (1 - b1) g          b1 = 0.9
//     v = b2 v + (1 - b2) g^2        b2 = 0.98
//     x = x - rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)      epsilon = 1e-3
//
//     x, g, m, v: (1 x n)   t: 1, 2, 3, ...   rate: a number
//
// (Adam's authors use an epsilon of 1e-8, and the Transformer uses 1e-9, both too small to notice.
// Here it is larger, so that you can see whether it is in the right place.)
//
// Example:  x = {{1}}, g = {{0.5}}, m = v = {{0}}, t = 1, rate = 0.1
//           m = {{0.05}}, v = {{0.005}}; corrected 0.5 and 0.25; x = 1 - 0.1 * 0.5 / 0.501 = {{0.9002}}
#include "08_learning/exercises.h"

using namespace exercise;

void exercise::adam_step(View x, ConstView g, View m, View v, int t,
                         real rate) {
    // Replace this line and the next with your code.
    not_written_yet(x, g, m, v, t, rate);
}
