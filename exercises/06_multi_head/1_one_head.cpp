// 6.1  What one head adds
// solid; chapter 06, "A head is a block of columns"
//
// A layer with h heads makes the queries of all heads with one product, x W_Q, and at the end mixes
// what all heads have said with another one, joined W_O. Where is a single head in there? Two questions:
//
// 1. columns_of_head: head i, had it been alone, would have made its queries with d/h of the columns of
//    W_Q. The heads' columns follow one another in W_Q, head 0's first. Given the product x W_Q, return the
//    queries that head i would have made.
// 2. added_by_head: joined W_O is a sum of h matrices, one for each head: the first depends on nothing
//    but what head 0 has said, the second on nothing but what head 1 has said, and so on. Return head i's.
//
//     x, joined: (n x d)   w_o: (d x d)   heads: h, which divides d   head: i, one of 0 .. h - 1
//     columns_of_head: (n x d/h)      added_by_head: (n x d)
//
// A matrix or view x has x.row_block(begin, count) and x.col_block(begin, count), which borrow rows or
// columns. Matrix(view) makes a copy of what a view shows.
//
// Example of 2:  joined = {{5, 10}},  w_o = {{1, 2}, {3, 4}},  two heads
//                head 0 adds {{5, 10}}, head 1 adds {{30, 40}}, and joined W_O is {{35, 50}}
#include "06_multi_head/exercises.h"

using namespace exercise;

Matrix exercise::columns_of_head(ConstView x, int heads, int head) {
    // Replace this line and the next with your code.
    not_written_yet(x, heads, head);
}

Matrix exercise::added_by_head(ConstView joined, ConstView w_o, int heads,
                               int head) {
    // Replace this line and the next with your code.
    not_written_yet(joined, w_o, heads, head);
}
