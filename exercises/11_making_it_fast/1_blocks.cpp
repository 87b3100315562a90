// 11.1  A product in blocks
// solid; chapter 11, "Which numbers to keep at hand: blocks and tiles"
//
// Back to the cook. Two large matrices lie in the cellar, and whatever is computed with must be on the
// shelf, which has room for three square blocks of numbers, side x side each. This shelf is all there is,
// and each number that is carried up to it is counted. Anyone who carries up a row and a column for every
// number in the result spends the day on the stairs. Multiply block by block instead:
//
//     c = a b,  with at most  n k * ceil(m / side) + k m * ceil(n / side)  numbers carried
//
//     a: (n x k)   b: (k x m)   side: of a block   result: c, (n x m)
//
// a.fetch(row, col, rows, cols, shelf) carries a part of a up and returns a Block. `Block sum(shelf, rows,
// cols);` makes one of zeros, to add up in. A Block x is read and written as x(r, c), matmul and add_to
// take it, and it needs room until it goes out of scope. When there is no room left, fetch throws. Writing
// into the result costs nothing. Sizes need not be multiples of `side`: the last blocks may be smaller.
//
// The check shows c, and below it one more row: zeros, or ones if too much was carried.
//
// Example:  a and b (4 x 4), side = 2: each number in a is needed for two blocks of c, and so is each
//           number in b, so 16 * 2 + 16 * 2 = 64 are carried. One by one it would be 16 * (4 + 4) = 128.
#include "11_making_it_fast/exercises.h"

using namespace exercise;

Matrix exercise::product_in_blocks(const Cellar& a, const Cellar& b,
                                   Shelf& shelf, int side) {
    // Replace this line and the next with your code.
    not_written_yet(a, b, shelf, side);
}
