// 6.1  The columns of one head
// first steps; chapter 06, "A head is a block of columns"
//
// The queries of all heads are made with one product, and lie side by side: with d columns and h
// heads head 0 owns the first d / h columns, head 1 the next d / h, and so on. Cut out those of
// one head.
//
//     x: (n x d)   heads: h, which divides d   head: 0 .. h - 1   result: (n x d/h)
//
// A view has row_block(begin, count) and col_block(begin, count); Matrix(view) copies what it
// shows.
//
// Example:  x = {{1, 2, 3, 4},     heads = 2, head = 1   ->  {{3, 4},
//                {5, 6, 7, 8}}                                {7, 8}}
#include "06_multi_head/exercises.h"

using namespace exercise;

Matrix exercise::columns_of_head(ConstView x, int heads, int head) {
    // Your code goes here, in the place of this line.
    not_written_yet(x, heads, head);
}
