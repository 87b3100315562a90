// 4.1  One score
// first steps; chapter 04, "One score, by hand"
//
// How well does a key answer a query? Multiply the two number by number, and add up the products.
//
//     score = sum over c of query_c key_c                          query: (1 x d)   key: (1 x d)
//
// Each of the two is a matrix with a single row, so you read query(0, c) and key(0, c), where c
// runs from 0 to query.cols() - 1. The rows in the chapter have two numbers; yours may have any
// number of them. Please write the loop yourself: the library's dot() would give the answer and
// teach you nothing.
//
// If Matrix is new to you, chapters/matrix/README.md (or ./book run matrix) explains it in five
// minutes.
//
// Example:  {{0.9, 0.2}} and {{0.8, 0.3}}   ->  0.72 + 0.06 = 0.78
//           {{1, 2, 3}}  and {{1, 0, -1}}   ->  -2
#include "04_dot_product_attention/exercises.h"

using namespace exercise;

real exercise::score(ConstView query, ConstView key) {
    // Replace this line and the next with your code.
    not_written_yet(query, key);
}
