// Checks exercise 8.6, the gradient of layer norm.
#include "08_learning/exercises.h"
#include "nn/layer_norm.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_8_6 {
namespace {

// Three columns or more: of two, layer norm makes -1 and 1 whatever they are, and all slopes are 0.
Case one(const char* about, int n, int d, double around, double deviation, Rng& rng) {
    Matrix x({n, d});
    do {
        x = draw({n, d}, rng, deviation);
    } while (!(variance(x) > 0.05 * deviation * deviation));
    for (real& number : x.flat()) number += static_cast<real>(around);
    const Matrix gain = draw({1, d}, rng);
    const Matrix dy = draw({n, d}, rng, 2);
    return {about, {{"x", x}, {"gain", gain}, {"dy", dy}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("three numbers", 1, 3, 0, 1, rng));
    all.push_back(one("three rows", 3, 5, 2, 3, rng));
    all.push_back(one("as many rows as columns", 4, 4, -1, 2, rng));
    all.push_back(one("a wide row", 1, 7, 1, 2, rng));
    Case flat = one("a row that hardly varies", 1, 4, 0, 1, rng);
    flat.inputs[0].value = scale(flat.matrix(0), real{1} / 256);
    all.push_back(flat);
    Case constant = one("a row of four equal numbers", 1, 4, 0, 1, rng);
    fill(constant.inputs[0].value, constant.matrix(0)(0, 0));
    all.push_back(constant);
    return all;
}

Matrix by_tape(const Case& c) {
    Tape tape;
    const Var x = tape.input(c.matrix(0));
    const Var gain = tape.constant(c.matrix(1));
    const Var bias = tape.constant(Matrix(c.matrix(1).shape()));
    tape.backward(layer_norm(x, gain, bias), c.matrix(2));
    return Matrix(ConstView(x.grad()));
}

// What may be done differently.
struct Way {
    bool gain = true, mean = true, deviation = true, divide = true, sums = false, raw = false,
         epsilon = true;
};

Matrix slopes(const Case& c, Way way) {
    const ConstView x = c.matrix(0), dy = c.matrix(2);
    const int d = x.cols();
    Matrix dx(x.shape());
    for (int r = 0; r < x.rows(); ++r) {
        const ConstView row = x.row_block(r, 1);
        const double middle = mean(row);
        const double deviation = std::sqrt(variance(row) + (way.epsilon ? kLayerNormEpsilon : 0));
        const auto g = [&](int i) {
            return double{dy(r, i)} * (way.gain ? double{c.matrix(1)(0, i)} : 1);
        };
        const auto normed = [&](int i) {
            return (double{x(r, i)} - middle) / (way.raw ? 1 : deviation);
        };
        double mean_g = 0, mean_gn = 0;
        for (int i = 0; i < d; ++i) {
            mean_g += g(i) / (way.sums ? 1 : d);
            mean_gn += g(i) * normed(i) / (way.sums ? 1 : d);
        }
        for (int i = 0; i < d; ++i) {
            double slope = g(i);
            if (way.mean) slope -= mean_g;
            if (way.deviation) slope -= normed(i) * mean_gn;
            dx(r, i) = static_cast<real>(slope / (way.divide ? deviation : 1));
        }
    }
    return dx;
}

Answer with(bool Way::*what, bool value) {
    Way way;
    way.*what = value;
    return [way](const Case& c) { return slopes(c, way); };
}

Answer as_if_both_stood_still() {
    Way way;
    way.mean = way.deviation = false;
    return [way](const Case& c) { return slopes(c, way); };
}

const Register registered(
    {"8.6",
     "The gradient of layer norm",
     "exercises/08_learning/6_layer_norm.cpp",
     cases,
     [](const Case& c) {
         return exercise::gradient_of_layer_norm(c.matrix(0), c.matrix(1), c.matrix(2));
     },
     by_tape,
     {{"as_if_both_stood_still",
       "This is what comes out when mean and deviation are taken for fixed numbers. Both come "
       "from the row, and move when one of its numbers is nudged.",
       as_if_both_stood_still()},
      {"as_if_the_deviation_stood_still",
       "The path through the mean is right, but the deviation moves, too, when a number of the row "
       "is nudged. How far, and which numbers of y feel it?",
       with(&Way::deviation, false)},
      {"as_if_the_mean_stood_still",
       "The path through the deviation is right, but the mean moves, too: each number in the row "
       "has a share of 1 / d in it.",
       with(&Way::mean, false)},
      {"forgets_the_gain",
       "This is what comes out without the gain. It multiplied on the way forwards, so it "
       "multiplies on the way back, before anything else is done.",
       with(&Way::gain, false)},
      {"sums_for_means",
       "Both paths are there, but with sums over the row where there should be means: a nudge "
       "moves the mean by only 1 / d of itself.",
       with(&Way::sums, true)},
      {"not_normed",
       "This is what comes out when the path through the deviation is taken with x - mean in "
       "place of the normalised numbers, (x - mean) / deviation.",
       with(&Way::raw, true)},
      {"forgets_the_constant",
       "This is what comes out without the 0.00001 under the root. Where a row hardly varies, the "
       "deviation is as good as nothing, and the slopes are far too large.",
       with(&Way::epsilon, false)},
      {"forgets_to_divide",
       "Everything is there but the division by the deviation at the end: what divided forwards "
       "divides backwards.",
       with(&Way::divide, false)}}});

}  // namespace
}  // namespace book::teacher::exercise_8_6
