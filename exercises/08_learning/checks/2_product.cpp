// Checks exercise 8.2, the gradient of a product.
#include "08_learning/exercises.h"
#include "autodiff/ops.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_8_2 {
namespace {

// What it is about says which gradient is asked for: that of the left factor, or of the right one.
Case one(const char* about, int n, int k, int m, Rng& rng) {
    const Matrix a = draw({n, k}, rng);
    const Matrix b = draw({k, m}, rng);
    const Matrix dc = draw({n, m}, rng);
    return {about, {{"a", a}, {"b", b}, {"dc", dc}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("the left factor, one number", 1, 1, 2, rng));
    all.push_back(one("the left factor, three sizes", 2, 3, 4, rng));
    all.push_back(one("the left factor, square", 3, 3, 3, rng));
    all.push_back(one("the right factor, three sizes", 4, 2, 3, rng));
    all.push_back(one("the right factor, square", 3, 3, 3, rng));
    all.push_back(one("the right factor, one row", 1, 4, 2, rng));
    return all;
}

bool left(const Case& c) { return c.about.rfind("the left", 0) == 0; }

// What the tape of the library hands to the factor that is asked for.
Matrix by_tape(const Case& c) {
    Tape tape;
    const Var a = tape.input(c.matrix(0));
    const Var b = tape.input(c.matrix(1));
    tape.backward(matmul(a, b), c.matrix(2));
    return Matrix(ConstView(left(c) ? a.grad() : b.grad()));
}

Matrix gradient(const Case& c, ConstView dc) {
    return left(c) ? matmul_nt(dc, c.matrix(1)) : matmul_tn(c.matrix(0), dc);
}

// The other factor as it stands, if the shapes allow it, else what is right.
Matrix not_turned_over(const Case& c) {
    const ConstView a = c.matrix(0), b = c.matrix(1), dc = c.matrix(2);
    if (left(c)) return dc.cols() == b.rows() ? matmul(dc, b) : by_tape(c);
    return a.cols() == dc.rows() ? matmul(a, dc) : by_tape(c);
}

const Register registered(
    {"8.2",
     "The gradient of a product",
     "exercises/08_learning/2_product.cpp",
     cases,
     [](const Case& c) {
         return left(c) ? exercise::gradient_of_left(c.matrix(0), c.matrix(1), c.matrix(2))
                        : exercise::gradient_of_right(c.matrix(0), c.matrix(1), c.matrix(2));
     },
     by_tape,
     {{"not_turned_over",
       "This is what you get when the other factor is not transposed (where the shapes happen to "
       "allow it). On the way forward, a row of a met a column of b, and the slopes go back "
       "along the same paths.",
       not_turned_over},
      {"every_slope_is_1",
       "This is what you get when dc is not used, as if each number of c had a slope of 1. What "
       "arrives from further along has to be multiplied in.",
       [](const Case& c) { return gradient(c, Matrix(c.matrix(2).shape(), 1)); }},
      {"divided_by_the_rows",
       "This is what you get when the sum is turned into a mean. Every row contributes its full "
       "share.",
       [](const Case& c) {
           return scale(gradient(c, c.matrix(2)), 1 / static_cast<real>(c.matrix(2).rows()));
       }},
      {"takes_the_product",
       "This is what you get when c itself is used in place of dc. The gradient of c is given.",
       [](const Case& c) { return gradient(c, matmul(c.matrix(0), c.matrix(1))); }}}});

}  // namespace
}  // namespace book::teacher::exercise_8_2
