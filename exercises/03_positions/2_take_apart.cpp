// 3.2  Take the sum apart
// solid; chapter 03, "Why add the position, and not write it beside the word?"
//
// A word's row and the signal of its position have been added up. Which word was it, and where was
// it? The page asked for the word alone and for the position alone, each time by the largest dot
// product, and in rows of eight numbers it was mostly wrong. Here the rows are narrower still, and yet
// you can be right every time.
//
// Two things are certain. Each sum was made of one row of `words` and one row of `signals`. And it has
// been disturbed a little since: each of its numbers is off by up to 0.01. (Every other pair of a word
// and a position is off by at least 0.1 in some column.)
//
//     words: (V x d)   signals: (n x d), one row for each of the positions 0 .. n - 1   sums: (m x d)
//     result: (m x 2), for each sum the number of its word and its position, both counted from 0
//
// Example:  words = {{0, 3}, {2, 0}},  signals = {{0, 1}, {1, 0}},  sums = {{2.99, 0.01}}
//           ->  {{1, 1}}: word 1 in position 1 gives (3, 0), and no other pair comes near
#include "03_positions/exercises.h"

using namespace exercise;

Matrix exercise::take_apart(ConstView words, ConstView signals,
                            ConstView sums) {
    // Replace this line and the next with your code.
    not_written_yet(words, signals, sums);
}
