// 5.1  Softmax
// first steps; chapter 05, "What if a score is ten thousand?"
//
// Turn scores into weights: every row becomes a row of positive numbers that add up to 1.
//
//     y_ij = exp(x_ij) / (sum over k of exp(x_ik))                       scores, result: (n x m)
//
// Each row is worked out on its own. Beware of huge scores: exp(10000) is infinite, and infinity
// divided by infinity is not a number. Fortunately, softmax has a property that helps: if you add
// the same number to all the scores of a row, its weights stay the same.
//
// Make the result in the shape of the scores, and fill it: `Matrix result(scores.shape());`, then
// `result(r, c) = ...;`. If Matrix is new to you, read chapters/matrix/README.md (or ./book run
// matrix).
//
// Example:  {{1, 1, 1}}           ->  {{1/3, 1/3, 1/3}}
//           {{10000, 10000}}      ->  {{0.5, 0.5}}
#include "05_softmax/exercises.h"

using namespace exercise;

Matrix exercise::softmax(ConstView scores) {
    // Replace this line and the next with your code.
    not_written_yet(scores);
}
