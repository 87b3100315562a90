// 5.3  No looking ahead
// solid; chapter 05, "Two ways to get the mask wrong"
//
// A model that is asked for the next word must not be able to see it. Row i of the scores says
// how well each key answers query i. Hide the keys that come later than the query, and take the
// softmax of the scores that are left.
//
// There may be more keys than queries. Then the last query sees all the keys, the one before it
// sees all but the last, and so on. In general, with n queries and m keys, query i sees keys 0 to
// i + (m - n).
//
//     y_ij = the softmax of row i over the keys that query i sees        scores, result: (n x m)
//     y_ij = 0 for the keys that it does not see
//
// If there are fewer keys than queries, the first queries see no key at all. Their rows are all
// zeros.
//
// You may use the library's softmax_rows(scores). The scores that you are given can only be read;
// to get a copy that you can write to, say `Matrix mine(scores);`
//
// Example:  {{5, 5, 5},           ->  {{1,    0,    0   },
//            {5, 5, 5},                {1/2,  1/2,  0   },
//            {5, 5, 5}}                {1/3,  1/3,  1/3 }}
#include "05_softmax/exercises.h"

using namespace exercise;

Matrix exercise::causal_weights(ConstView scores) {
    // Replace this line and the next with your code.
    not_written_yet(scores);
}
