// 2.3  From counts to PPMI
// solid; chapter 02, "You shall know a word by the company it keeps"
//
// counts(a, b) says how often words a and b met; the table is symmetric. Let n_a be the sum of row
// a (all meetings of a) and n the sum of all. If chance alone seated them, a and b would meet
// n_a n_b / n times. PPMI is the logarithm of how many times more often they do, and 0 where they
// do not meet more often than by chance, or never meet, or a word meets nobody at all.
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
    // Your code goes here, in the place of this line.
    not_written_yet(counts);
}
