// Checks exercise 12.1, RMS norm.
#include "12_language_model/exercises.h"
#include "nn/layer_norm.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_12_1 {
namespace {

// x = around + deviation * normal.
Case one(const char* about, int n, int d, double around, double deviation, double epsilon,
         Rng& rng) {
    Matrix x = scale(draw({n, d}, rng), static_cast<real>(deviation));
    for (real& number : x.flat()) number += static_cast<real>(around);
    const Matrix gain = draw({1, d}, rng);
    return {about, {{"x", x}, {"gain", gain}, {"epsilon", as_input(epsilon)}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("one row", 1, 4, 0, 1, 1e-5, rng));
    all.push_back(one("three rows, far from 0", 3, 5, 2, 3, 1e-5, rng));
    all.push_back(one("as many rows as columns", 4, 4, -1, 2, 1e-6, rng));
    all.push_back(one("numbers so small that epsilon counts", 2, 6, 0, 0.003, 1e-5, rng));
    all.push_back(one("a large epsilon", 3, 3, 0, 1, 0.5, rng));
    all.push_back(one("two columns", 5, 2, 0, 2, 1e-5, rng));
    all.push_back(one("a single column", 2, 1, 0, 2, 1e-5, rng));
    all.push_back(one("a row of zeros stays a row of zeros", 1, 3, 0, 0, 1e-5, rng));
    return all;
}

Matrix by_library(ConstView x, ConstView gain, double epsilon) {
    Matrix y(x.shape()), statistics({x.rows(), 2});
    rms_norm_rows(x, gain, epsilon, y, statistics);
    return y;
}

struct Way {  // what may be done differently
    bool centred = false, outside = false, gain = true, root = true, mean = true, squared = true;
    bool passed_epsilon = true, any_epsilon = true, less_one = false;
};

double size_of(std::span<const real> row, double middle, double epsilon, Way way) {
    double squares = 0, total = 0;
    for (const real x : row) {
        squares += (double{x} - middle) * (double{x} - middle);
        total += double{x};
    }
    const auto n = static_cast<double>(row.size());
    double square = squares / (way.less_one ? n - 1 : way.mean ? n : 1);
    if (!way.squared) square = total / n * total / n;
    if (way.outside) return std::sqrt(square) + epsilon;
    return way.root ? std::sqrt(square + epsilon) : square + epsilon;
}

Matrix normed(const Case& c, Way way) {
    const ConstView x = c.matrix(0);
    double epsilon = double{c.number(2)};
    if (!way.passed_epsilon) epsilon = 1e-5;
    if (!way.any_epsilon) epsilon = 0;
    Matrix y(x.shape());
    for (int r = 0; r < x.rows(); ++r) {
        const double middle = way.centred ? double{mean(x.row_block(r, 1))} : 0;
        const double size = size_of(x.row(r), middle, epsilon, way);
        for (int col = 0; col < x.cols(); ++col) {
            const double gain = way.gain ? double{c.matrix(1)(0, col)} : 1.0;
            y(r, col) = static_cast<real>(gain * (double{x(r, col)} - middle) / size);
        }
    }
    return y;
}

Answer with(bool Way::*what, bool value) {
    Way way;
    way.*what = value;
    return [way](const Case& c) { return normed(c, way); };
}

Matrix gained(Matrix y, ConstView gain) {
    for (int r = 0; r < y.rows(); ++r)
        for (int col = 0; col < y.cols(); ++col) y(r, col) *= gain(0, col);
    return y;
}

Matrix by_columns(const Case& c) {
    const Matrix x = transpose(c.matrix(0));  // (d x n)
    const Matrix one({1, x.cols()}, 1);
    return gained(transpose(by_library(x, one, double{c.number(2)})), c.matrix(1));
}

Matrix over_everything(const Case& c) {
    Way plain;
    const Matrix x(c.matrix(0));
    const double size = size_of(x.flat(), 0, double{c.number(2)}, plain);
    return gained(scale(x, static_cast<real>(1 / size)), c.matrix(1));
}

Matrix carries_the_squares_on(const Case& c) {
    Matrix y(c.matrix(0));
    double squares = 0;
    for (int r = 0; r < y.rows(); ++r) {
        for (const real x : y.row(r)) squares += double{x} * double{x};
        const double size = std::sqrt(squares / y.cols() + double{c.number(2)});
        for (real& x : y.row(r)) x = static_cast<real>(double{x} / size);
    }
    return gained(y, c.matrix(1));
}

const Register registered(
    {"12.1",
     "RMS norm",
     "exercises/12_language_model/1_rms_norm.cpp",
     cases,
     [](const Case& c) { return exercise::rms_norm(c.matrix(0), c.matrix(1), c.number(2)); },
     [](const Case& c) { return by_library(c.matrix(0), c.matrix(1), double{c.number(2)}); },
     {{"subtracts_the_mean",
       "This is what you get when the mean is subtracted first. That is a layer norm without its "
       "bias. An RMS norm leaves the mean where it is.",
       with(&Way::centred, true)},
      {"epsilon_outside_the_root",
       "This is what you get when epsilon is added after the root and not under it. Where a row's "
       "numbers are small, that makes a large difference.",
       with(&Way::outside, true)},
      {"fixed_epsilon",
       "This is what you get when epsilon is always 0.00001, as in a layer norm of this book. "
       "Models differ in it, so take the one that is given.",
       with(&Way::passed_epsilon, false)},
      {"forgets_epsilon",
       "This is what you get without epsilon. A row of zeros is then divided by 0.",
       with(&Way::any_epsilon, false)},
      {"forgets_the_gain", "This is what you get without the gain.", with(&Way::gain, false)},
      {"forgets_the_root",
       "This is what you get when the row is divided by the mean of its squares. Divide by the "
       "square root of that.",
       with(&Way::root, false)},
      {"sum_for_mean",
       "This is what you get when the squares are added up and not divided by their number: the "
       "row is divided by its length. The wider the row, the smaller its numbers become.",
       with(&Way::mean, false)},
      {"divides_by_one_less",
       "This is what you get when the sum of the squares is divided by d - 1. There are d of them.",
       with(&Way::less_one, true)},
      {"square_of_the_mean",
       "This is what you get when the numbers are averaged first and their mean is squared. It is "
       "the other way round: square each number, and take the mean of the squares.",
       with(&Way::squared, false)},
      {"carries_the_squares_on",
       "This is what you get when the sum of the squares does not go back to 0 for each row.",
       carries_the_squares_on},
      {"by_columns",
       "This is what you get when the columns are normalised. A row is a piece, and each row "
       "should be normalised by itself.",
       by_columns},
      {"over_everything",
       "This is what you get when one mean is taken over all the rows. Each row should have its "
       "own.",
       over_everything}}});

}  // namespace
}  // namespace book::teacher::exercise_12_1
