// 4.3  The mix
// first steps; chapter 04, "What love takes home"
//
// One query has a weight for each of m words. The weights are shares: none of them is negative, and
// together they are 1. Each word also has a value, a row of e numbers. Multiply every value by the
// weight of its word, and add up what you get.
//
//     out_c = sum over j of weight_j value_jc
//
// Shapes:  weights: (1 x m)   values: (m x e)   result: (1 x e)
//
// Two loops are enough. The result is a single row, and it begins as zeros that you can add to:
// `Matrix out({1, values.cols()});`, then `out(0, c) += ...;`
//
// Example:  weights = {{0.25, 0.75}}, values = {{4, 0, 8}, {0, 4, 8}}   ->  {{1, 3, 8}}
//           weights = {{0, 1}},       values = {{4, 0, 8}, {0, 4, 8}}   ->  {{0, 4, 8}}
#include "04_dot_product_attention/exercises.h"

using namespace exercise;

Matrix exercise::mix(ConstView weights, ConstView values) {
    // Replace this line and the next with your code.
    not_written_yet(weights, values);
}
