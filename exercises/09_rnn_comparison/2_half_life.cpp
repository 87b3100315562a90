// 9.2  A half-life from a list of gains
// first steps; chapter 09, "What gates are for"
//
// `gains` says how strongly the last state depends on the one `lag` words before, for lag 0, 1, 2, ...
// If it falls by the same share with every word, its logarithm is a straight line. Lay a line through
// all the logarithms by least squares, and say after how many words it has fallen by ln 2.
//
//     slope = sum of (lag - mean lag) (y - mean y) / sum of (lag - mean lag)^2,   y = ln gain
//     half-life = -ln 2 / slope
//
// Shapes:   gains: (1 x n), all above 0 and falling on the whole, n >= 2   result: a number
//
// Example:  gains = {{1, 0.5, 0.25}}  ->  1
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

real exercise::half_life(ConstView gains) {
    // Your code goes here, in the place of this line.
    not_written_yet(gains);
}
