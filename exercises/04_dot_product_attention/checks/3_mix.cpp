// Checks exercise 4.3, the mix.
#include "04_dot_product_attention/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_4_3 {
namespace {

// Weights for m words: shares, together 1. Values of e numbers.
Case one(const char* about, int m, int e, Rng& rng) {
    Matrix weights = rand_uniform({1, m}, rng, 0.1, 1);
    weights = scale(weights, 1 / sum(weights.row(0)));
    const Matrix values = draw({m, e}, rng, 2);
    return {about, {{"weights", weights}, {"values", values}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("three words, values of two numbers", 3, 2, rng));
    all.push_back(one("two words, values of five numbers", 2, 5, rng));
    all.push_back(one("five words, values of one number", 5, 1, rng));
    all.push_back(one("a single word, which has all the weight", 1, 3, rng));
    return all;
}

Matrix right(const Case& c) { return matmul(c.matrix(0), c.matrix(1)); }
int words(const Case& c) { return c.matrix(1).rows(); }

const Register registered(
    {"4.3",
     "The mix",
     "exercises/04_dot_product_attention/3_mix.cpp",
     cases,
     [](const Case& c) { return exercise::mix(c.matrix(0), c.matrix(1)); },
     right,
     {{"plain_average",
       "This is what you get when all values count equally. Each of them should count by its "
       "weight.",
       [](const Case& c) {
           return scale(column_sums(c.matrix(1)), 1 / static_cast<real>(words(c)));
       }},
      {"forgets_the_weights",
       "This is what you get when the values are added up without their weights.",
       [](const Case& c) { return column_sums(c.matrix(1)); }},
      {"winner_takes_all",
       "This is what you get when only the value with the largest weight is taken. The others "
       "have their shares as well.",
       [](const Case& c) { return Matrix(c.matrix(1).row_block(argmax(c.matrix(0).row(0)), 1)); }},
      {"last_value_only",
       "This is what you get when each value replaces the one before it. They should be added "
       "up, so use += and not =.",
       [](const Case& c) {
           const int last = words(c) - 1;
           return scale(c.matrix(1).row_block(last, 1), c.matrix(0)(0, last));
       }},
      {"divides_by_the_number_of_words",
       "This is what you get when the mix is divided by the number of words. The weights are "
       "shares already, and add up to 1.",
       [](const Case& c) { return scale(right(c), 1 / static_cast<real>(words(c))); }}}});

}  // namespace
}  // namespace book::teacher::exercise_4_3
