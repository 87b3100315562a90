// Checks exercise 8.3, the gradient of softmax.
#include "08_learning/exercises.h"
#include "autodiff/ops.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_8_3 {
namespace {

// x is not shown: the function is given y, from which the tape could not start.
Case one(const char* about, int n, int m, double size, Rng& rng) {
    const Matrix x = draw({n, m}, rng, size);
    const Matrix dy = draw({n, m}, rng, 2);
    return {about, {{"y", softmax_rows(x)}, {"dy", dy}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("two scores", 1, 2, 1, rng));
    all.push_back(one("three scores", 2, 3, 1, rng));
    all.push_back(one("a softmax that has almost chosen", 3, 4, 3, rng));
    all.push_back(one("many rows", 5, 3, 1, rng));
    all.push_back(one("a softmax that has chosen, and the other weights are 0", 2, 3, 1, rng));
    all.back().inputs[0].value = Matrix{{0, 1, 0}, {1, 0, 0}};
    all.push_back(one("the loss treats all words alike", 2, 3, 1, rng));
    for (real& dy : all.back().inputs[1].value.flat()) dy = 2;
    return all;
}

template <class F>
Matrix each(const Case& c, F f) {
    const ConstView y = c.matrix(0), dy = c.matrix(1);
    Matrix dx(y.shape());
    for (int r = 0; r < y.rows(); ++r) {
        const real weighed = dot(y.row(r), dy.row(r));
        const real even = sum(dy.row(r)) / static_cast<real>(dy.cols());
        for (int i = 0; i < y.cols(); ++i) dx(r, i) = f(y(r, i), dy(r, i), weighed, even);
    }
    return dx;
}

// The logarithms of the weights are scores with that softmax.
Matrix by_tape(const Case& c) {
    Matrix x(c.matrix(0));
    for (real& v : x.flat()) v = std::log(v);
    Tape tape;
    const Var in = tape.input(x);
    tape.backward(softmax_rows(in), c.matrix(1));
    return Matrix(ConstView(in.grad()));
}

const Register registered(
    {"8.3",
     "The gradient of softmax",
     "exercises/08_learning/3_softmax.cpp",
     cases,
     [](const Case& c) { return exercise::gradient_of_softmax(c.matrix(0), c.matrix(1)); },
     by_tape,
     {{"own_push_only",
       "This is what you get when each weight is taken to depend on its own score alone, as with "
       "a sigmoid. But one score moves all the weights of its row.",
       [](const Case& c) {
           return each(c, [](real y, real dy, real, real) { return y * (1 - y) * dy; });
       }},
      {"mean_forgotten",
       "This is what you get when the mean is not subtracted. What one weight gains, the others "
       "lose.",
       [](const Case& c) { return each(c, [](real y, real dy, real, real) { return y * dy; }); }},
      {"factor_forgotten",
       "This is what you get when you forget the factor y_j in front of the bracket.",
       [](const Case& c) {
           return each(c, [](real, real dy, real weighed, real) { return dy - weighed; });
       }},
      {"plain_mean",
       "This is what you get with the plain mean of dy. It should be a weighted mean, with y as "
       "the weights.",
       [](const Case& c) {
           return each(c, [](real y, real dy, real, real even) { return y * (dy - even); });
       }},
      {"sign_turned", "This is what you get with the opposite sign: the mean minus dy.",
       [](const Case& c) {
           return each(c, [](real y, real dy, real weighed, real) { return y * (weighed - dy); });
       }}}});

}  // namespace
}  // namespace book::teacher::exercise_8_3
