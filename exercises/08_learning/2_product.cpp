// 8.2  The gradient of a product
// solid; chapter 08, "Trust no gradient that you have not checked"
//
// c = a b is a product of two matrices, and further along the tape something was made of c. On the
// way back, the gradient of c is already known: dc holds one slope for each number of c. What are
// the slopes of a, and what are those of b?
//
//     a: (n x k)   b: (k x m)   dc: (n x m)
//     gradient_of_left: da, (n x k)      gradient_of_right: db, (k x m)
//
// The library has matmul(p, q) = p q, matmul_nt(p, q) = p q^T and matmul_tn(p, q) = p^T q. A
// function need not use everything that it is given.
//
// Example:  a = {{2}}, b = {{5, 7}}, dc = {{1, 10}}
//           c = {{2 * 5, 2 * 7}}.  da = 5 * 1 + 7 * 10 = {{75}},  db = {{2 * 1, 2 * 10}} = {{2, 20}}
#include "08_learning/exercises.h"

using namespace exercise;

Matrix exercise::gradient_of_left(ConstView a, ConstView b, ConstView dc) {
    // Replace this line and the next with your code.
    not_written_yet(a, b, dc);
}

Matrix exercise::gradient_of_right(ConstView a, ConstView b, ConstView dc) {
    // Replace this line and the next with your code.
    not_written_yet(a, b, dc);
}
