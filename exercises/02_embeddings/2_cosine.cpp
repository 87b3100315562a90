// 2.2  The cosine, and its trap
// first steps; chapter 02, "The two measures in C++"
//
// How nearly do two vectors point the same way? Multiply them number by number and add up the
// products, which gives the dot product. Then divide it by the length of each of the two vectors.
//
//     cos(a, b) = sum_c a_c b_c / (|a| |b|)         |a| = sqrt(sum_c a_c a_c)
//
// Here is the trap: a vector of zeros has no direction at all. We say that it resembles nothing, so
// its cosine is 0, whatever the other vector is.
//
//     a, b: d numbers each   result: a number
//
// Example:  a = {3, 4}, b = {4, 3}  ->  24 / (5 * 5) = 0.96        a = {0, 0}, b = {4, 3}  ->  0
#include "02_embeddings/exercises.h"

using namespace exercise;

real exercise::cosine(std::span<const real> a, std::span<const real> b) {
    // Replace this line and the next with your code.
    not_written_yet(a, b);
}
