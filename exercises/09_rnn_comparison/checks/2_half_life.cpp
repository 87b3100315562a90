// Checks exercise 9.2, the fit of a half-life.
#include "09_rnn_comparison/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_9_2 {
namespace {

// Gains that halve every `life` words, each off by a few percent: no two ways to fit them agree.
Case one(const char* about, int n, double life, Rng& rng) {
    Matrix gains({1, n});
    for (int lag = 0; lag < n; ++lag) {
        const double off = 1 + 0.3 * rng.uniform();
        gains(0, lag) = static_cast<real>(3 * off * std::pow(2, -lag / life));
    }
    return {about, {{"gains", gains}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("a memory of about a word", 6, 1, rng));
    all.push_back(one("a memory of about four words", 12, 4, rng));
    all.push_back(one("three gains", 3, 0.5, rng));
    return all;
}

// -factor / slope of a line through f(gains), by least squares; through the first point if asked.
template <class F>
Matrix fitted(const Case& c, F f, double factor, bool through_first) {
    const ConstView gains = c.matrix(0);
    const int n = gains.cols();
    double mean = 0, up = 0, across = 0;
    for (int lag = 0; lag < n; ++lag) mean += f(double(gains(0, lag))) / n;
    if (through_first) mean = f(double(gains(0, 0)));
    for (int lag = 0; lag < n; ++lag) {
        const double x = lag - (through_first ? 0 : (n - 1) / 2.0);
        up += x * (f(double(gains(0, lag))) - mean), across += x * x;
    }
    return Matrix{{static_cast<real>(-factor * across / up)}};
}
double ln(double x) { return std::log(x); }

const Register registered(
    {"9.2",
     "A half-life from a list of gains",
     "exercises/09_rnn_comparison/2_half_life.cpp",
     cases,
     [](const Case& c) { return Matrix{{exercise::half_life(c.matrix(0))}}; },
     [](const Case& c) { return fitted(c, ln, std::log(2.0), false); },
     {{"forgets_the_logarithm_of_two",
       "This is what comes out as -1 / slope: after so many words the gain has fallen to 1/e. To "
       "half of it is ln 2 times as far.",
       [](const Case& c) { return fitted(c, ln, 1, false); }},
      {"no_logarithm_of_the_gains",
       "This is what comes out when the line goes through the gains: only their logarithms lie on "
       "one.",
       [](const Case& c) {
           return fitted(
               c, [](double x) { return x; }, std::log(2.0), false);
       }},
      {"first_and_last_only",
       "This is what comes out of the first and the last gain alone: all of them have a say.",
       [](const Case& c) {
           const ConstView g = c.matrix(0);
           const double fall = ln(double(g(0, 0))) - ln(double(g(0, g.cols() - 1)));
           return Matrix{{static_cast<real>(std::log(2.0) * (g.cols() - 1) / fall)}};
       }},
      {"through_the_first_gain",
       "This is what comes out when the line is nailed to the first gain: take both means away "
       "first, the lag's, too.",
       [](const Case& c) { return fitted(c, ln, std::log(2.0), true); }},
      {"wrong_sign",
       "This is what comes out with the wrong sign: the slope is negative, a half-life "
       "is not.",
       [](const Case& c) { return fitted(c, ln, -std::log(2.0), false); }}}});

}  // namespace
}  // namespace book::teacher::exercise_9_2
