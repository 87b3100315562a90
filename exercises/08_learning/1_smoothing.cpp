// 8.1  Cross-entropy with label smoothing
// first steps; chapter 08, "Softmax with cross-entropy: p − y"
//
// Each row of `logits` holds a model's scores for V words. One of the words is right, and `targets`
// has its number. Label smoothing takes a share e (the parameter `doubt`) away from the right word
// and spreads it evenly over all V words, including the right one, as PyTorch does. The model is
// then asked for
//
//     y_j = 1 - e + e/V  for the right word,  e/V  for every other word
//     loss = - sum_j y_j ln softmax(x)_j
//
// Return the loss of each row.
//
//     logits: (n x V)   targets: n numbers 0 .. V - 1   doubt: e   result: (n x 1)
//
// Some of the scores are in the hundreds. The library's log_softmax_rows(x) copes with that.
//
// Example:  logits = {{0, 0}}, targets = {1}, doubt = 0.2  ->  {{0.6931}}
//           Both words have probability 1/2, so the loss is ln 2, whatever y is.
#include "08_learning/exercises.h"

using namespace exercise;

Matrix exercise::smoothed_cross_entropy(ConstView logits,
                                        std::span<const int> targets,
                                        real doubt) {
    // Replace this line and the next with your code.
    not_written_yet(logits, targets, doubt);
}
