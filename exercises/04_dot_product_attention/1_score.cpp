// 4.1  One score
//
// How well does a key answer a query? Multiply them number by number, and add up.
//
//     score = sum over c of query_c key_c                          query: (1 x d)   key: (1 x d)
//
// Read query(0, c) and key(0, c); query.cols() is d. The chapter's vectors have two numbers; yours
// may have any number of them. Write the loop; the library's dot() would teach you nothing.
//
// Example:  {{0.9, 0.2}} and {{0.8, 0.3}}   ->  0.72 + 0.06 = 0.78
//           {{1, 2, 3}}  and {{1, 0, -1}}   ->  -2
#include "04_dot_product_attention/exercises.h"

using namespace exercise;

real exercise::score(ConstView query, ConstView key) {
    // Your code goes here, in the place of this line.
    not_written_yet(query, key);
}
