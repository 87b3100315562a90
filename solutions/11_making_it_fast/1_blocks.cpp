// 11.1  A product in blocks
// solid; chapter 11, "Seven ways to multiply"
#include "11_making_it_fast/exercises.h"

using namespace exercise;

// The decision is what stays on the worktop: the block of c. While p runs on,
// a block of a and a block of b come and go, and each number that is carried
// takes part in `side` products instead of one. That is the whole gain: twice
// the side, half the carrying. A processor does the same in three places at
// once, with its registers, its inner and its outer cache.
//
// A block on the border is smaller. And the sum over p goes on through all the
// blocks, so it is begun once for each block of c, outside the loop over p.
Matrix exercise::product_in_blocks(const Pantry& a, const Pantry& b,
                                   Worktop& worktop, int side) {
    Matrix c({a.rows(), b.cols()});
    for (int i = 0; i < c.rows(); i += side) {
        for (int j = 0; j < c.cols(); j += side) {
            const int rows = std::min(side, c.rows() - i);
            const int cols = std::min(side, c.cols() - j);
            Block sum(worktop, rows, cols);
            for (int p = 0; p < a.cols(); p += side) {
                const int depth = std::min(side, a.cols() - p);
                const Block left = a.fetch(i, p, rows, depth, worktop);
                const Block right = b.fetch(p, j, depth, cols, worktop);
                add_to(matmul(left, right), sum);
            }
            copy(sum, c.view().row_block(i, rows).col_block(j, cols));
        }
    }
    return c;
}
