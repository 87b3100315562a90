// 8.3  The gradient of softmax
// solid; chapter 08, "Trust no gradient that you have not checked"
//
// y = softmax(x), row by row. Given y, and dy, the slopes of the loss by the weights, find dx, the
// slopes of the loss by the scores. Chapter 05 had how a weight moves when a score is pushed:
//
//     dy_i / dx_j = y_i ([i = j] - y_j)          [i = j]: 1 if i is j, otherwise 0
//
// A score moves all weights of its row, and each of them moves the loss. Slopes of different ways
// add up:  dx_j = sum_i dy_i y_i ([i = j] - y_j).
//
//     y, dy, result: (n x m)
//
// The library has dot(row, row).
//
// Example:  y = {{0.5, 0.5}}, dy = {{1, 0}}  ->  {{0.25, -0.25}}
#include "08_learning/exercises.h"

using namespace exercise;

Matrix exercise::gradient_of_softmax(ConstView y, ConstView dy) {
    // Your code goes here, in the place of this line.
    not_written_yet(y, dy);
}
