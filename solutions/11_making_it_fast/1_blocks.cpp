// 11.1  A product in blocks
// solid; chapter 11, "Which numbers to keep at hand: blocks and tiles"
#include "11_making_it_fast/exercises.h"

using namespace exercise;

// The decision is what stays on the shelf: the block of c. While p runs on, a
// block of a and a block of b come and go, and each number that is carried
// takes part in `side` products instead of one. That is the whole gain: twice
// the side, half the carrying. The page's tile is such a block of c, on the
// smallest shelf of all, the registers.
//
// A block on the border is smaller. And the sum over p goes on through all the
// blocks, so it is begun once for each block of c, outside the loop over p.
Matrix exercise::product_in_blocks(const Cellar& a, const Cellar& b,
                                   Shelf& shelf, int side) {
    Matrix c({a.rows(), b.cols()});
    for (int i = 0; i < c.rows(); i += side) {
        for (int j = 0; j < c.cols(); j += side) {
            const int rows = std::min(side, c.rows() - i);
            const int cols = std::min(side, c.cols() - j);
            Block sum(shelf, rows, cols);
            for (int p = 0; p < a.cols(); p += side) {
                const int depth = std::min(side, a.cols() - p);
                const Block left = a.fetch(i, p, rows, depth, shelf);
                const Block right = b.fetch(p, j, depth, cols, shelf);
                add_to(matmul(left, right), sum);
            }
            copy(sum, c.view().row_block(i, rows).col_block(j, cols));
        }
    }
    return c;
}
