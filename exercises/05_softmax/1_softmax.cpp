// 5.1  Softmax
//
// Turn scores into weights: every row becomes positive numbers that sum to 1.
//
//     y_ij = exp(x_ij) / (sum over k of exp(x_ik))                       scores, result: (n x m)
//
// Each row is by itself. Mind huge scores: exp(10000) is infinite, and infinity divided by infinity
// is not a number. Softmax has a property that helps: adding the same number to all scores of a row
// changes nothing.
//
// Example:  {{1, 1, 1}}           ->  {{1/3, 1/3, 1/3}}
//           {{10000, 10000}}      ->  {{0.5, 0.5}}
#include "05_softmax/exercises.h"

using namespace exercise;

Matrix exercise::softmax(ConstView scores) {
    // Your code goes here, in the place of this line.
    not_written_yet(scores);
}
