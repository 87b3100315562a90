// 2.3  From counts to PPMI
// solid; chapter 02, "You shall know a word by the company it keeps"
//
// counts(a, b) says how often words a and b met, and the table is symmetric. Let n_a be the sum of
// row a, which counts all the meetings of word a, and let n be the sum of the whole table. If words
// met by chance alone, a and b would meet n_a n_b / n times.
//
// PPMI is the logarithm of how many times as often as that they really met. It is 0 where they met
// no more often than by chance, where they never met, and where one of the words meets no other.
//
//     ppmi(a, b) = max(0, ln(n_ab n / (n_a n_b)))
//
//     counts: (V x V)   result: (V x V)
//
// Example:  counts = {{0, 3, 1},   n_a = 4, 3, 1   ->  {{0,     0.693, 0.693},    0.693 = ln 2
//                     {3, 0, 0},   n   = 8              {0.693, 0,     0},
//                     {1, 0, 0}}                        {0.693, 0,     0}}
#include "02_embeddings/exercises.h"

using namespace exercise;

Matrix exercise::ppmi(ConstView counts) {
    // Replace this line and the next with your code.
    not_written_yet(counts);
}
