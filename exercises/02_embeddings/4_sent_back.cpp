// 2.4  Send the corrections back
// solid; chapter 02, "Times √d"
//
// A sentence was looked up in a table of V words, and every number that was looked up was
// multiplied by sqrt(d). Now each place of the sentence sends back a row of corrections. It says by
// how much each of the numbers that the place received should have been larger.
//
// Add these rows up in the table: each goes into the row of the word at its place. On
// the way out the numbers were multiplied by sqrt(d), so on the way back the corrections are
// multiplied by sqrt(d) as well. Rows of words that do not occur stay 0. (Chapter 08 shows where
// such corrections come from, and calls them gradients.)
//
//     ids: n numbers   corrections: (n x d)   words: V   result: (V x d)
//
// Example:  ids = 2, 0, 2   corrections = {{1}, {10}, {100}}   words = 4   (d = 1, sqrt(d) = 1)
//           ->  {{10}, {0}, {101}, {0}}
#include "02_embeddings/exercises.h"

using namespace exercise;

Matrix exercise::sent_back(const std::vector<int>& ids,
                           ConstView corrections, int words) {
    // Replace this line and the next with your code.
    not_written_yet(ids, corrections, words);
}
