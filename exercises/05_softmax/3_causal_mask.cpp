// 5.3  No looking ahead
// solid; chapter 05, "Two ways to get the mask wrong"
//
// A decoder that is asked for the next word must not see it. Row i of the scores says what query i
// thinks of every key. Hide the keys that come later, and take the softmax of what is left.
//
// There may be more keys than queries: the last query sees all the keys, the one before it all but
// the last, and so on. With n queries and m keys, query i sees keys 0 to i + (m - n).
//
//     y_ij = the softmax of row i over the keys that query i sees        scores, result: (n x m)
//     y_ij = 0 for the keys that it does not see
//
// A query that sees no key at all (m < n) has a row of zeros.
//
// You may use the library's softmax_rows(scores). What you are given can only be read; a copy that
// you can write to is made by  Matrix mine(scores);
//
// Example:  {{5, 5, 5},           ->  {{1,    0,    0   },
//            {5, 5, 5},                {1/2,  1/2,  0   },
//            {5, 5, 5}}                {1/3,  1/3,  1/3 }}
#include "05_softmax/exercises.h"

using namespace exercise;

Matrix exercise::causal_weights(ConstView scores) {
    // Your code goes here, in the place of this line.
    not_written_yet(scores);
}
