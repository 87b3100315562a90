// 7.3  The frame around a sublayer, in both orders
// solid; chapter 07, "Before or after?"
//
// Around every attention and every feed-forward stands the same frame: a residual connection and a
// norm. The paper norms after the sum; many newer models norm what the sublayer gets to see, and
// nothing else.
//
//     after:    y = norm(x + f(x))
//     before:   y = x + f(norm(x))
//
// f and norm are functions that you can call, f(x) and norm(x): each gives a matrix of the same
// shape.
//
//     x: (n x d)   result: (n x d)         The library has add(a, b).
//
// Example:  x = {{2}}, f(x) = 3 x, norm(x) = x / 2   ->   after: {{4}}   before: {{5}}
#include "07_encoder_decoder/exercises.h"

using namespace exercise;

Matrix exercise::frame(ConstView x, const Sublayer& f, const Sublayer& norm,
                       bool norm_before) {
    // Your code goes here, in the place of this line.
    not_written_yet(x, f, norm, norm_before);
}
