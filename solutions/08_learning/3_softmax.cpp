// 8.3  The gradient of softmax
// solid; chapter 08, "Trust no gradient that you have not checked"
#include "08_learning/exercises.h"

using namespace exercise;

// dx_j = y_j (dy_j - mean), with the mean of dy weighed by y. A score should
// rise if its word does better than the average word of the row; if all words
// are alike to the loss, nothing moves. The slopes of a row add up to 0, since
// adding one number to all scores changes no weight. x itself is not needed: y
// knows enough.
Matrix exercise::gradient_of_softmax(ConstView y, ConstView dy) {
    Matrix dx(y.shape());
    for (int r = 0; r < y.rows(); ++r) {
        const real mean = dot(y.row(r), dy.row(r));
        for (int c = 0; c < y.cols(); ++c)
            dx(r, c) = y(r, c) * (dy(r, c) - mean);
    }
    return dx;
}
