// 8.3  The gradient of softmax
// solid; chapter 08, "Trust no gradient that you have not checked"
//
// Let y = softmax(x), row by row. You are given y, and dy, which says how steeply the loss changes
// with each weight. Find dx, which says how steeply it changes with each score. Chapter 05 showed
// how a weight moves when a score is nudged:
//
//     dy_i / dx_j = y_i ([i = j] - y_j)          [i = j] is 1 if i is j, and 0 otherwise
//
// One score moves all the weights of its row, and each of these weights moves the loss. The slopes
// of all these paths add up:  dx_j = sum_i dy_i y_i ([i = j] - y_j).
//
//     y, dy, result: (n x m)
//
// The library has dot(row, row).
//
// Example:  y = {{0.5, 0.5}}, dy = {{1, 0}}  ->  {{0.25, -0.25}}
#include "08_learning/exercises.h"

using namespace exercise;

Matrix exercise::gradient_of_softmax(ConstView y, ConstView dy) {
    // Replace this line and the next with your code.
    not_written_yet(y, dy);
}
