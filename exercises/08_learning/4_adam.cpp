// 8.4  A step of Adam
// solid; chapter 08, "The smallest model that learns"
//
// Move the numbers x by their gradients g. m and v remember what was: change them, too. They were 0
// before the first step, for which t = 1.
//
//     m = b1 m + (1 - b1) g          b1 = 0.9
//     v = b2 v + (1 - b2) g^2        b2 = 0.98
//     x = x - rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)      epsilon = 1e-3
//
//     x, g, m, v: (1 x n)   t: 1, 2, 3, ...   rate: a number
//
// (Adam's authors take 1e-8 for epsilon, the Transformer's 1e-9: hardly to be noticed. Here it is
// larger, so that it matters where it stands.)
//
// Example:  x = {{1}}, g = {{0.5}}, m = v = {{0}}, t = 1, rate = 0.1
//           m = {{0.05}}, v = {{0.005}}; corrected 0.5 and 0.25; x = 1 - 0.1 * 0.5 / 0.501 = {{0.9002}}
#include "08_learning/exercises.h"

using namespace exercise;

void exercise::adam_step(View x, ConstView g, View m, View v, int t,
                         real rate) {
    // Your code goes here, in the place of this line.
    not_written_yet(x, g, m, v, t, rate);
}
