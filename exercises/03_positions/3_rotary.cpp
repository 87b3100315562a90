// 3.3  Rotary positions
// hard; chapter 03, "A further step: turn the words themselves"
//
// Rotary positions add nothing to a word. They turn it. The rows of q and of k are words that are
// to be compared (chapter 04 calls them queries and keys); row i of q is at position i, and row
// j of k at position j. Turn every row by its own position, pair by pair, and then compute all the
// dot products of a turned query with a turned key.
//
// Columns c and c + 1 of a row, where c is even, form one pair. At position p the pair is turned by
//
//     a = p / 10000^(c / d)              c: 0, 2, 4, ...; d: the width of a row, an even number
//
//     turned_c     = x_c     cos a + x_{c+1} sin a
//     turned_{c+1} = x_{c+1} cos a - x_c     sin a
//
//     s_ij = (turned query i) . (turned key j)        not divided by anything
//
// Shapes:   q: (n x d)   k: (m x d)   result: (n x m)
//
// Example:  q = {{1, 0}}, k = {{1, 0}, {1, 0}}   ->   {{1, 0.5403}}     cos 0 and cos 1
#include "03_positions/exercises.h"

using namespace exercise;

Matrix exercise::rotary_scores(ConstView q, ConstView k) {
    // Replace this line and the next with your code.
    not_written_yet(q, k);
}
