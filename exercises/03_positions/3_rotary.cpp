// 3.3  Rotary positions
// hard; chapter 03, "A further step: turn the words themselves"
//
// Row i of q and row j of k are words that are to be compared (chapter 04 calls them query and key).
// They stand at positions i and j. Turn each of them by its own position, pair by pair, and give all
// their dot products. Columns c and c + 1 (c even) of a row are one pair; at
// position p it is turned by the angle
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
    // Your code goes here, in the place of this line.
    not_written_yet(q, k);
}
