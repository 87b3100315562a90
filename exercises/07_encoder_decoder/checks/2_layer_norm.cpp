// Checks exercise 7.2, layer norm.
#include "07_encoder_decoder/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_7_2 {
namespace {

// Rows that are loud, or almost even: x = around + deviation * normal.
Case one(const char* about, int n, int d, double around, double deviation, Rng& rng) {
    Matrix x = scale(draw({n, d}, rng), static_cast<real>(deviation));
    for (real& number : x.flat()) number += static_cast<real>(around);
    const Matrix gain = draw({1, d}, rng);
    const Matrix bias = draw({1, d}, rng);
    return {about, {{"x", x}, {"gain", gain}, {"bias", bias}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("one row", 1, 4, 0, 1, rng));
    all.push_back(one("three rows", 3, 5, 2, 3, rng));
    all.push_back(one("as many rows as columns", 4, 4, -1, 2, rng));
    all.push_back(one("rows that are almost constant", 2, 6, 0, 0.003, rng));
    all.push_back(one("two columns", 5, 2, 0, 2, rng));
    Case even = one("a row of equal numbers becomes the bias", 1, 3, 0, 1, rng);
    for (real& number : even.inputs[0].value.flat()) number = 4;
    all.push_back(even);
    return all;
}

struct Way {  // what may be done differently
    bool less_one = false, outside = false, gain = true, bias = true, centre = true, root = true;
    bool bias_first = false;
};

Matrix normed(const Case& c, Way way) {
    const ConstView x = c.matrix(0);
    Matrix y(x.shape());
    for (int r = 0; r < x.rows(); ++r) {
        const ConstView row = x.row_block(r, 1);
        const double m = mean(row);
        double v = variance(row);
        if (way.less_one) v *= x.cols() / (x.cols() - 1.0);
        double deviation =
            way.outside ? std::sqrt(v) + kLayerNormEpsilon : std::sqrt(v + kLayerNormEpsilon);
        if (!way.root) deviation = v + kLayerNormEpsilon;
        for (int col = 0; col < x.cols(); ++col) {
            const double gain = way.gain ? double{c.matrix(1)(0, col)} : 1.0;
            const double bias = way.bias ? double{c.matrix(2)(0, col)} : 0.0;
            const double normal = (double{x(r, col)} - (way.centre ? m : 0.0)) / deviation;
            y(r, col) =
                static_cast<real>(way.bias_first ? gain * (normal + bias) : gain * normal + bias);
        }
    }
    return y;
}

Matrix by_columns(const Case& c) {
    const Matrix x = transpose(c.matrix(0));  // (d x n)
    const Matrix one({1, x.cols()}, 1), zero({1, x.cols()});
    Matrix y = transpose(layer_norm_rows(x, one, zero));
    for (int r = 0; r < y.rows(); ++r)
        for (int col = 0; col < y.cols(); ++col)
            y(r, col) = y(r, col) * c.matrix(1)(0, col) + c.matrix(2)(0, col);
    return y;
}

Matrix over_everything(const Case& c) {
    const ConstView x = c.matrix(0);
    const double m = mean(x), deviation = std::sqrt(variance(x) + kLayerNormEpsilon);
    Matrix y(x.shape());
    for (int r = 0; r < y.rows(); ++r)
        for (int col = 0; col < y.cols(); ++col)
            y(r, col) =
                static_cast<real>((double{x(r, col)} - m) / deviation) * c.matrix(1)(0, col) +
                c.matrix(2)(0, col);
    return y;
}

Way with(bool Way::*what, bool value) {
    Way way;
    way.*what = value;
    return way;
}

const Register registered(
    {"7.2",
     "Layer norm",
     "exercises/07_encoder_decoder/2_layer_norm.cpp",
     cases,
     [](const Case& c) { return exercise::layer_norm(c.matrix(0), c.matrix(1), c.matrix(2)); },
     [](const Case& c) { return layer_norm_rows(c.matrix(0), c.matrix(1), c.matrix(2)); },
     {{"divides_by_one_less",
       "This is what you get when the variance is divided by d - 1. That is how it is estimated "
       "from a sample, but here the row is all there is, so divide by d.",
       [](const Case& c) { return normed(c, with(&Way::less_one, true)); }},
      {"epsilon_outside_the_root",
       "This is what you get when the 0.00001 is added after the root and not under it. Where a "
       "row is almost constant, that makes a large difference.",
       [](const Case& c) { return normed(c, with(&Way::outside, true)); }},
      {"by_columns",
       "This is what you get when the columns are normalised. A row is a word, and each row "
       "should be normalised by itself.",
       by_columns},
      {"over_everything",
       "This is what you get when all the rows are normalised together, with one mean and one "
       "variance. Each row should have its own.",
       over_everything},
      {"forgets_the_gain", "This is what you get without the gain.",
       [](const Case& c) { return normed(c, with(&Way::gain, false)); }},
      {"forgets_the_bias", "This is what you get without the bias.",
       [](const Case& c) { return normed(c, with(&Way::bias, false)); }},
      {"forgets_the_root",
       "This is what you get when the row is divided by its variance. Divide by the square root "
       "of the variance.",
       [](const Case& c) { return normed(c, with(&Way::root, false)); }},
      {"forgets_the_mean", "This is what you get when the mean is not subtracted.",
       [](const Case& c) { return normed(c, with(&Way::centre, false)); }},
      {"gain_after_the_bias",
       "This is what you get when the bias is added first, so that the gain stretches the bias "
       "as well.",
       [](const Case& c) { return normed(c, with(&Way::bias_first, true)); }}}});

}  // namespace
}  // namespace book::teacher::exercise_7_2
