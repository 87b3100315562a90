// Checks exercise 8.5, the gradient of attention.
#include "08_learning/exercises.h"
#include "autodiff/ops.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_8_5 {
namespace {

// Queries and keys of width d, values of width e.
Case one(const char* about, int n, int m, int d, int e, Rng& rng) {
    const Matrix q = draw({n, d}, rng);
    const Matrix k = draw({m, d}, rng);
    const Matrix v = draw({m, e}, rng, 2);
    const Matrix dout = draw({n, e}, rng, 2);
    return {about, {{"q", q}, {"k", k}, {"v", v}, {"dout", dout}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("one query, two keys", 1, 2, 2, 2, rng));
    all.push_back(one("three words", 3, 3, 2, 3, rng));
    all.push_back(one("more keys than queries", 2, 5, 3, 4, rng));
    all.push_back(one("a wide head", 3, 4, 6, 2, rng));
    return all;
}

real one_over_the_root(ConstView m) { return 1 / std::sqrt(static_cast<real>(m.cols())); }

Matrix by_tape(const Case& c) {
    Tape tape;
    const Var q = tape.input(c.matrix(0));
    const Var k = tape.constant(c.matrix(1));
    const Var v = tape.constant(c.matrix(2));
    const Var s = scale(matmul_nt(q, k), one_over_the_root(c.matrix(0)));
    tape.backward(matmul(softmax_rows(s), v), c.matrix(3));
    return Matrix(ConstView(q.grad()));
}

Matrix mixed(const Case& c, bool mean, bool factor, bool scaled_forwards, bool softmax,
             int width_of = 0) {
    const real root = one_over_the_root(c.matrix(width_of));
    const Matrix w =
        softmax_rows(scale(matmul_nt(c.matrix(0), c.matrix(1)), scaled_forwards ? root : real{1}));
    Matrix ds = matmul_nt(c.matrix(3), c.matrix(2));
    for (int r = 0; softmax && r < w.rows(); ++r) {
        const real taken = mean ? dot(w.row(r), ds.row(r)) : real{0};
        for (int j = 0; j < w.cols(); ++j) ds(r, j) = w(r, j) * (ds(r, j) - taken);
    }
    return scale(matmul(ds, c.matrix(1)), factor ? root : real{1});
}

const Register registered(
    {"8.5",
     "The gradient of attention",
     "exercises/08_learning/5_attention.cpp",
     cases,
     [](const Case& c) {
         return exercise::gradient_of_queries(c.matrix(0), c.matrix(1), c.matrix(2), c.matrix(3));
     },
     by_tape,
     {{"root_forgotten_backwards",
       "This is what you get when you forget 1 / sqrt(d) on the way back. What multiplies on the "
       "way forward multiplies on the way back as well.",
       [](const Case& c) { return mixed(c, true, false, true, true); }},
      {"root_forgotten", "This is what you get without 1 / sqrt(d), both forwards and backwards.",
       [](const Case& c) { return mixed(c, true, false, false, true); }},
      {"root_of_the_values_width",
       "This is what you get when d is taken from the values. The root is that of the width of the "
       "queries and keys.",
       [](const Case& c) { return mixed(c, true, true, true, true, 2); }},
      {"mean_forgotten",
       "This is what you get when the gradient of the softmax does not subtract the mean.",
       [](const Case& c) { return mixed(c, false, true, true, true); }},
      {"softmax_skipped",
       "This is what you get when the slopes for the weights are used for the scores. The "
       "softmax lies between the two.",
       [](const Case& c) { return mixed(c, true, true, true, false); }}}});

}  // namespace
}  // namespace book::teacher::exercise_8_5
