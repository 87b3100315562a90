// 6.1  The columns of one head
// first steps; chapter 06, "A head is a block of columns"
#include "06_multi_head/exercises.h"

using namespace exercise;

// Head i owns a block of columns, because its part of W_Q is a block of
// columns, and a column of a product depends on no other column of the matrix
// on the right. So one large product serves all heads, and a head costs nothing
// but a place to begin. The library does not even copy: it takes the view.
Matrix exercise::columns_of_head(ConstView x, int heads, int head) {
    const int width = x.cols() / heads;
    return Matrix(x.col_block(head * width, width));
}
