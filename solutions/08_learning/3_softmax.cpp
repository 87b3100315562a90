// 8.3  The gradient of softmax
// solid; chapter 08, "Trust no gradient that you have not checked"
#include "08_learning/exercises.h"

using namespace exercise;

// dx_j = y_j (dy_j - mean), where the mean of dy is weighted by y. The slope of
// a score is positive where dy_j is above that average and negative where it is
// below, so a step of training moves weight from the words that do worse than
// average to those that do better. If the loss treats all words alike, nothing
// moves. The slopes of a row add up to 0, because adding one number to all the
// scores changes no weight. x itself is not needed, since y knows enough.
Matrix exercise::gradient_of_softmax(ConstView y, ConstView dy) {
    Matrix dx(y.shape());
    for (int r = 0; r < y.rows(); ++r) {
        const real mean = dot(y.row(r), dy.row(r));
        for (int c = 0; c < y.cols(); ++c)
            dx(r, c) = y(r, c) * (dy(r, c) - mean);
    }
    return dx;
}
