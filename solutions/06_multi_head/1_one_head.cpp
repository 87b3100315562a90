// 6.1  What one head adds
// solid; chapter 06, "A head is a block of columns"
#include "06_multi_head/exercises.h"

using namespace exercise;

// A column of a product depends on one column of the right factor and on no
// other. So head i's queries are a block of columns of x W_Q, and one large
// product serves all heads. The library does not even copy: it takes the view.
Matrix exercise::columns_of_head(ConstView x, int heads, int head) {
    const int width = x.cols() / heads;
    return Matrix(x.col_block(head * width, width));
}

// A number of joined W_O is a sum over all d columns of `joined`, and column c
// always meets row c of W_O. Head i's columns therefore meet the same numbers
// of *rows* of W_O, and no other head's do. So W_O holds a matrix (d/h x d)
// for each head, which says how its findings are written into the word's row.
Matrix exercise::added_by_head(ConstView joined, ConstView w_o, int heads,
                               int head) {
    const int width = joined.cols() / heads;
    const ConstView said = joined.col_block(head * width, width);
    return matmul(said, w_o.row_block(head * width, width));
}
