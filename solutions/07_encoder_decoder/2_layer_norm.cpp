// 7.2  Layer norm
// solid; chapter 07, "Back to a size that the next part knows"
#include "07_encoder_decoder/exercises.h"

using namespace exercise;

// A row is a word. It is normalised over its own numbers, so a word means the
// same whatever is next to it, and a batch of one works like a batch of many.
// (Batch norm, which normalises the columns, offers neither.) The variance is
// divided by d because nothing is being estimated here: these are all the
// numbers there are.
Matrix exercise::layer_norm(ConstView x, ConstView gain, ConstView bias) {
    Matrix y(x.shape());
    const real d = static_cast<real>(x.cols());
    for (int r = 0; r < x.rows(); ++r) {
        real mean = 0, variance = 0;
        for (int c = 0; c < x.cols(); ++c) mean += x(r, c) / d;
        for (int c = 0; c < x.cols(); ++c)
            variance += (x(r, c) - mean) * (x(r, c) - mean) / d;
        const real deviation = std::sqrt(variance + real{0.00001f});
        for (int c = 0; c < x.cols(); ++c)
            y(r, c) =
                gain(0, c) * (x(r, c) - mean) / deviation + bias(0, c);
    }
    return y;
}
