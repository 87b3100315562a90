// 2.4  Send the corrections back
// solid; chapter 02, "Times √d"
//
// A sentence was looked up in a table of V words, and each number was multiplied by sqrt(d). Now
// every place of the sentence sends back a row: by how much each number of what it got should have
// been larger. Add them up in the table, each in the row of the word that stands at that place,
// times sqrt(d), since that is what the number was multiplied by on its way out. Rows of words that
// do not occur stay 0. (Chapter 08 makes the corrections, and calls them gradients.)
//
//     ids: n numbers   corrections: (n x d)   words: V   result: (V x d)
//
// Example:  ids = 2, 0, 2   corrections = {{1}, {10}, {100}}   words = 4   (d = 1, sqrt(d) = 1)
//           ->  {{10}, {0}, {101}, {0}}
#include "02_embeddings/exercises.h"

using namespace exercise;

Matrix exercise::sent_back(const std::vector<int>& ids,
                           ConstView corrections, int words) {
    // Your code goes here, in the place of this line.
    not_written_yet(ids, corrections, words);
}
