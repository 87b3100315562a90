// Checks exercise 8.4, a step of Adam: three steps, and what became of x, m and v after each.
#include "08_learning/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_8_4 {
namespace {

// g has a row for each step.
Case one(const char* about, int steps, int n, real rate, double size, Rng& rng) {
    const Matrix x = draw({1, n}, rng);
    const Matrix g = draw({steps, n}, rng, size);
    return {about, {{"x", x}, {"g", g}, {"rate", Matrix{{rate}}}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("one step", 1, 3, 0.1f, 1, rng));
    all.push_back(one("three steps", 3, 4, 0.1f, 1, rng));
    all.push_back(one("large slopes", 4, 2, 0.5f, 30, rng));
    all.push_back(one("small slopes", 3, 3, 0.2f, 0.05, rng));
    return all;
}

// For each step three rows: x, m, v.
template <class Step>
Matrix after(const Case& c, Step step) {
    const ConstView g = c.matrix(1);
    Matrix x(c.matrix(0)), m(x.shape()), v(x.shape()), all({3 * g.rows(), x.cols()});
    for (int t = 1; t <= g.rows(); ++t) {
        step(x, g.row_block(t - 1, 1), m, v, t, c.number(2));
        copy(x, all.view().row_block(3 * t - 3, 1));
        copy(m, all.view().row_block(3 * t - 2, 1));
        copy(v, all.view().row_block(3 * t - 1, 1));
    }
    return all;
}

// What may be done wrongly.
struct Ways {
    bool correct = true, under_the_root = false, root = true, square = true, keeps = false;
    int from = 0;     // added to t
    bool up = false;  // along the slope, not against it
};

Matrix done(const Case& c, Ways ways) {
    return after(c, [ways](View x, ConstView g, View m, View v, int t, real rate) {
        const double b1 = 0.9, b2 = 0.98, epsilon = 1e-3;
        const double c1 = ways.correct ? 1 - std::pow(b1, t + ways.from) : 1;
        const double c2 = ways.correct ? 1 - std::pow(b2, t + ways.from) : 1;
        for (int i = 0; i < x.cols(); ++i) {
            const double slope = static_cast<double>(g(0, i));
            double mi = b1 * static_cast<double>(m(0, i)) + (1 - b1) * slope;
            double vi = b2 * static_cast<double>(v(0, i)) +
                        (1 - b2) * (ways.square ? slope * slope : std::abs(slope));
            const double fair_m = mi / c1, fair_v = vi / c2;
            const double under = ways.under_the_root ? std::sqrt(fair_v + epsilon)
                                 : ways.root         ? std::sqrt(fair_v) + epsilon
                                                     : fair_v + epsilon;
            if (ways.keeps) {
                mi = fair_m;
                vi = fair_v;
            }
            m(0, i) = static_cast<real>(mi);
            v(0, i) = static_cast<real>(vi);
            const double by = static_cast<double>(rate) * fair_m / under;
            x(0, i) -= static_cast<real>(ways.up ? -by : by);
        }
    });
}

Ways changed(void (*change)(Ways&)) {
    Ways ways;
    change(ways);
    return ways;
}

const Register registered(
    {"8.4",
     "A step of Adam",
     "exercises/08_learning/4_adam.cpp",
     cases,
     [](const Case& c) { return after(c, exercise::adam_step); },
     [](const Case& c) { return done(c, {}); },
     {{"no_correction",
       "This is what you get without the correction. m and v start at 0 and are too small at "
       "first, which is why they are divided by 1 - b^t.",
       [](const Case& c) { return done(c, changed([](Ways& w) { w.correct = false; })); }},
      {"epsilon_under_the_root",
       "This is what you get when epsilon is added under the root. It should be added after "
       "taking the root.",
       [](const Case& c) { return done(c, changed([](Ways& w) { w.under_the_root = true; })); }},
      {"no_root",
       "This is what you get when m is divided by v itself. v is a mean of squares, so it is the "
       "root of v that compares with m.",
       [](const Case& c) { return done(c, changed([](Ways& w) { w.root = false; })); }},
      {"no_square",
       "This is what you get when v collects the absolute values of the gradients. It should "
       "collect their squares.",
       [](const Case& c) { return done(c, changed([](Ways& w) { w.square = false; })); }},
      {"keeps_the_corrected",
       "This is what you get when the corrected means are written back into m and v. The running "
       "means should go on from their uncorrected values.",
       [](const Case& c) { return done(c, changed([](Ways& w) { w.keeps = true; })); }},
      {"up_instead_of_down",
       "This is what you get when the step is added to x. The slopes point uphill, so take it "
       "away.",
       [](const Case& c) { return done(c, changed([](Ways& w) { w.up = true; })); }},
      {"one_step_ahead", "This is what you get when t is one too large. The first step has t = 1.",
       [](const Case& c) { return done(c, changed([](Ways& w) { w.from = 1; })); }}}});

}  // namespace
}  // namespace book::teacher::exercise_8_4
