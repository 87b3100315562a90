// 11.1  A product in blocks
// solid; chapter 11, "Seven ways to multiply"
//
// Multiplying is cheap, carrying is dear. Two large matrices lie in the pantry, and whatever is computed
// with must lie on the worktop, which has room for three square blocks of numbers: side x side each. Every
// number that is carried over is counted. Who carries a row and a column for each number of the result
// carries each number of a and b again and again. Multiply block by block instead:
//
//     c = a b,  and at most  n k * ceil(m / side) + k m * ceil(n / side)  numbers carried over
//
//     a: (n x k)   b: (k x m)   side: of a block   result: c (n x m)
//
// a.fetch(row, col, rows, cols, worktop) carries a part of a over and returns a Block. Block sum(worktop,
// rows, cols) makes one of zeros, to add up in. A Block x is read and written as x(r, c), and takes room
// until it goes out of scope; when there is no room left, fetch throws. Writing into the result costs
// nothing. Sizes need not be multiples of `side`: the last blocks may be smaller.
//
// The check shows c, and below it a row of zeros, or of ones if too much was carried.
//
// Example:  a and b (4 x 4), side = 2: each number of a is needed for two blocks of c, and so is each of b:
//           16 * 2 + 16 * 2 = 64. Number by number it would be 16 * (4 + 4) = 128.
#include "11_making_it_fast/exercises.h"

using namespace exercise;

Matrix exercise::product_in_blocks(const Pantry& a, const Pantry& b,
                                   Worktop& worktop, int side) {
    // Your code goes here, in the place of this line.
    not_written_yet(a, b, worktop, side);
}
