// 8.2  The gradient of a product
// solid; chapter 08, "Trust no gradient that you have not checked"
#include "08_learning/exercises.h"

using namespace exercise;

// c_ij = sum_l a_il b_lj. A number of a takes part in a whole row of c, so its
// slope is a sum over that row, and each term is weighted by the partner that
// it met there. The shapes help you to remember this: from dc (n x m) and b (k
// x m), only dc b^T makes an (n x k). Going backwards takes two products of the
// same size as the one forwards, which is why a training step costs about three
// times as much as a forward pass.
Matrix exercise::gradient_of_left(ConstView, ConstView b, ConstView dc) {
    return matmul_nt(dc, b);  // (n x m)(k x m)^T -> (n x k)
}

Matrix exercise::gradient_of_right(ConstView a, ConstView, ConstView dc) {
    return matmul_tn(a, dc);  // (n x k)^T (n x m) -> (k x m)
}
