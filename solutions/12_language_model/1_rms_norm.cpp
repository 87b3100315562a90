// 12.1  RMS norm
// first steps; chapter 12, "RMS norm: leave the mean alone"
#include "12_language_model/exercises.h"

using namespace exercise;

// One pass fewer than in a layer norm, since no mean has to be known before the
// squares can be added up. What is lost by leaving the mean alone? Hardly
// anything: whatever follows is a matrix, and it can take a mean away by itself
// if that is of use.
Matrix exercise::rms_norm(ConstView x, ConstView gain, real epsilon) {
    Matrix y(x.shape());
    for (int r = 0; r < x.rows(); ++r) {
        real squares = 0;
        for (const real number : x.row(r)) squares += number * number;
        const real mean = squares / static_cast<real>(x.cols());
        const real size = std::sqrt(mean + epsilon);
        for (int c = 0; c < x.cols(); ++c)
            y(r, c) = gain(0, c) * x(r, c) / size;
    }
    return y;
}
