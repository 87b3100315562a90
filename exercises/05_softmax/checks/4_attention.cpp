// Checks exercise 5.4, attention.
#include "05_softmax/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_5_4 {
namespace {

// n queries, m keys, widths d and e.
Case one(const char* about, int n, int m, int d, int e, Rng& rng) {
    const Matrix q = draw({n, d}, rng);
    const Matrix k = draw({m, d}, rng);
    const Matrix v = draw({m, e}, rng, 2);
    return {about, {{"q", q}, {"k", k}, {"v", v}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("one query, two keys", 1, 2, 2, 1, rng));
    all.push_back(one("three queries, five keys", 3, 5, 4, 2, rng));
    all.push_back(one("all sizes equal", 3, 3, 3, 3, rng));
    all.push_back(one("a wide head", 2, 3, 16, 5, rng));
    all.push_back(one("a single key, so nothing to choose", 2, 1, 3, 2, rng));
    return all;
}

Matrix raw_scores(const Case& c) { return matmul_nt(c.matrix(0), c.matrix(1)); }
real width(const Case& c) { return static_cast<real>(c.matrix(0).cols()); }

Matrix mix(const Case& c, real factor) {
    return matmul(softmax_rows(scale(raw_scores(c), factor)), c.matrix(2));
}

const Register registered(
    {"5.4",
     "Attention",
     "exercises/05_softmax/4_attention.cpp",
     cases,
     [](const Case& c) { return exercise::attention(c.matrix(0), c.matrix(1), c.matrix(2)); },
     [](const Case& c) { return mix(c, 1 / std::sqrt(width(c))); },
     {{"forgets_the_root",
       "This is what you get when you forget to divide by the square root of d.",
       [](const Case& c) { return mix(c, 1); }},
      {"divides_by_d",
       "This is what you get when the scores are divided by d. They should be divided by its "
       "square root.",
       [](const Case& c) { return mix(c, 1 / width(c)); }},
      {"multiplies_by_the_root",
       "This is what you get when the scores are multiplied by the square root of d. They should "
       "be divided by it.",
       [](const Case& c) { return mix(c, std::sqrt(width(c))); }},
      {"root_of_the_number_of_keys",
       "This is what you get when you take the square root of the number of keys. d is the "
       "number of columns of q.",
       [](const Case& c) { return mix(c, 1 / std::sqrt(static_cast<real>(c.matrix(1).rows()))); }},
      {"softmax_over_the_queries",
       "This is what you get when the softmax runs over the queries. For each query, the weights "
       "of the keys should add up to 1.",
       [](const Case& c) {
           const Matrix scores = scale(raw_scores(c), 1 / std::sqrt(width(c)));
           return matmul(transpose(softmax_rows(transpose(scores))), c.matrix(2));
       }},
      {"no_softmax",
       "This is what you get without the softmax: the values are mixed by the scores themselves.",
       [](const Case& c) {
           return matmul(scale(raw_scores(c), 1 / std::sqrt(width(c))), c.matrix(2));
       }},
      {"mixes_the_keys",
       "This is what you get when the keys are mixed. Keys are only for comparing; what is mixed "
       "are the values.",
       [](const Case& c) {
           return matmul(softmax_rows(scale(raw_scores(c), 1 / std::sqrt(width(c)))), c.matrix(1));
       }}}});

}  // namespace
}  // namespace book::teacher::exercise_5_4
