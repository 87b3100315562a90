// 12.1  RMS norm
// first steps; chapter 12, "RMS norm: leave the mean alone"
//
// Layer norm (exercise 7.2) brings each row to mean 0 and variance 1. Nearly all of today's models do
// with less: they leave the mean where it is and only divide each row by its typical size, the root of
// the mean of its squares. That root has given the norm its name. A gain for each column, which training
// has found, stretches what comes out. There is no bias.
//
//     square_r = the mean of x_rc^2 over row r
//     y_rc     = gain_c x_rc / sqrt(square_r + epsilon)
//
// epsilon is a small number that differs from model to model. It keeps a row of zeros from being divided
// by 0.
//
//     x: (n x d)   gain: (1 x d)   result: (n x d)
//
// Example:  x = {{1, -7, 5, 5}}, whose squares have the mean 25, and epsilon = 0
//           gain = {{1, 1, 1, 2}}   ->   {{0.2, -1.4, 1, 2}}
#include "12_language_model/exercises.h"

using namespace exercise;

Matrix exercise::rms_norm(ConstView x, ConstView gain, real epsilon) {
    // Replace this line and the next with your code.
    not_written_yet(x, gain, epsilon);
}
