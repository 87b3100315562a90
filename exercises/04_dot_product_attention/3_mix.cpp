// 4.3  The mix
// first steps; chapter 04, "What love takes home"
//
// One query has a weight for each of m words. The weights are shares: none is negative, and together
// they are 1. Each word has a value, a row of e numbers. Add up the values, each times its weight.
//
//     out_c = sum over j of weight_j value_jc
//
// Shapes:  weights: (1 x m)   values: (m x e)   result: (1 x e)
//
// Write it in two loops. The result is one row, and begins as zeros that you can add to:
// Matrix out({1, values.cols()});  then  out(0, c) += ...;
//
// Example:  weights = {{0.25, 0.75}}, values = {{4, 0, 8}, {0, 4, 8}}   ->  {{1, 3, 8}}
//           weights = {{0, 1}},       values = {{4, 0, 8}, {0, 4, 8}}   ->  {{0, 4, 8}}
#include "04_dot_product_attention/exercises.h"

using namespace exercise;

Matrix exercise::mix(ConstView weights, ConstView values) {
    // Your code goes here, in the place of this line.
    not_written_yet(weights, values);
}
