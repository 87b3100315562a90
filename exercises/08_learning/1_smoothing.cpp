// 8.1  Cross entropy with label smoothing
// first steps; chapter 08, "Softmax with cross-entropy: p − y"
//
// Each row of `logits` is a model's scores for V words; one word is right, its number is in
// `targets`. Smoothing takes the share e ("doubt") away from the right word and spreads it evenly
// over all V words, the right one too, as PyTorch does. What is asked for is then
//
//     y_j = 1 - e + e/V  for the right word,  e/V  for each other one
//     loss = - sum_j y_j ln softmax(x)_j
//
// Give the loss of each row.
//
//     logits: (n x V)   targets: n numbers 0 .. V - 1   doubt: e   result: (n x 1)
//
// Some scores are in the hundreds. The library has log_softmax_rows(x), which survives that.
//
// Example:  logits = {{0, 0}}, targets = {1}, doubt = 0.2  ->  {{0.6931}}
//           both words have 1/2, so whatever y is: ln 2
#include "08_learning/exercises.h"

using namespace exercise;

Matrix exercise::smoothed_cross_entropy(ConstView logits,
                                        std::span<const int> targets,
                                        real doubt) {
    // Your code goes here, in the place of this line.
    not_written_yet(logits, targets, doubt);
}
