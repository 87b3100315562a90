// 2.2  The cosine, and its trap
// first steps; chapter 02, "The two measures in C++"
//
// How alike are the directions of two vectors? Multiply number by number and add up; then divide by
// the length of the one and by the length of the other.
//
//     cos(a, b) = sum_c a_c b_c / (|a| |b|)         |a| = sqrt(sum_c a_c a_c)
//
// The trap: a vector of zeros has no direction. It is like nobody, so its cosine is 0, whatever
// the other is.
//
//     a, b: d numbers each   result: a number
//
// Example:  a = {3, 4}, b = {4, 3}  ->  24 / (5 * 5) = 0.96        a = {0, 0}, b = {4, 3}  ->  0
#include "02_embeddings/exercises.h"

using namespace exercise;

real exercise::cosine(std::span<const real> a, std::span<const real> b) {
    // Your code goes here, in the place of this line.
    not_written_yet(a, b);
}
