// 4.3  The mix
// first steps; chapter 04, "What love takes home"
#include "04_dot_product_attention/exercises.h"

using namespace exercise;

// There is one weight for a whole row of values, because it is the word that
// gets a share, not one of its numbers. Since the weights are shares, the
// result is an average that lies among the values, and nothing has to be
// divided. For n queries at once, this is the product of the weights (n x m)
// and the values (m x e).
Matrix exercise::mix(ConstView weights, ConstView values) {
    Matrix out({1, values.cols()});  // zeros
    for (int j = 0; j < values.rows(); ++j)
        for (int c = 0; c < values.cols(); ++c)
            out(0, c) += weights(0, j) * values(j, c);
    return out;
}
