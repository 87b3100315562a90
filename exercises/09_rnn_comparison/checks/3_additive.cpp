// Checks exercise 9.3, Bahdanau's attention.
#include "09_rnn_comparison/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_9_3 {
namespace {

Case one(const char* about, int n, int m, int d, int e, Rng& rng) {
    const Matrix q = draw({n, d}, rng);
    const Matrix k = draw({m, d}, rng);
    const Matrix values = draw({m, e}, rng, 2);
    const Matrix v = draw({1, d}, rng, 2);
    return {about, {{"q", q}, {"k", k}, {"values", values}, {"v", v}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("one query, two keys", 1, 2, 2, 1, rng));
    all.push_back(one("two queries, three keys", 2, 3, 4, 2, rng));
    all.push_back(one("more queries than keys", 4, 2, 3, 3, rng));
    return all;
}

// The scores as `f` makes a number of q_c, k_c and v_c.
template <class F>
Matrix scores(const Case& c, F f) {
    Matrix s({c.matrix(0).rows(), c.matrix(1).rows()});
    for (int i = 0; i < s.rows(); ++i)
        for (int j = 0; j < s.cols(); ++j)
            for (int n = 0; n < c.matrix(0).cols(); ++n)
                s(i, j) += f(c.matrix(0)(i, n), c.matrix(1)(j, n), c.matrix(3)(0, n));
    return s;
}
Matrix mix(const Case& c, const Matrix& s) { return matmul(softmax_rows(s), c.matrix(2)); }

real right(real q, real k, real v) { return v * std::tanh(q + k); }

const Register registered(
    {"9.3",
     "Bahdanau's attention",
     "exercises/09_rnn_comparison/3_additive.cpp",
     cases,
     [](const Case& c) {
         return exercise::additive_attention(c.matrix(0), c.matrix(1), c.matrix(2), c.matrix(3));
     },
     [](const Case& c) { return mix(c, scores(c, right)); },
     {{"forgets_tanh",
       "This is what you get without tanh. Then a query adds the same amount to each of its "
       "scores, and the softmax does not notice.",
       [](const Case& c) {
           return mix(c, scores(c, [](real q, real k, real v) { return v * (q + k); }));
       }},
      {"bends_the_whole_sum",
       "This is what you get when tanh is taken of the whole sum over the columns. It should be "
       "taken in each column, before v weighs the result.",
       [](const Case& c) {
           Matrix s = scores(c, [](real q, real k, real v) { return v * (q + k); });
           for (real& x : s.flat()) x = std::tanh(x);
           return mix(c, s);
       }},
      {"multiplies_query_and_key",
       "This is what you get when query and key are multiplied. This kind of attention adds "
       "them.",
       [](const Case& c) {
           return mix(c, scores(c, [](real q, real k, real v) { return v * std::tanh(q * k); }));
       }},
      {"forgets_the_softmax",
       "This is what you get without the softmax, which turns scores into weights.",
       [](const Case& c) { return matmul(scores(c, right), c.matrix(2)); }},
      {"divides_by_the_root",
       "This is what you get when the scores are divided by the square root of d. That belongs "
       "to the dot product.",
       [](const Case& c) {
           const real root = std::sqrt(static_cast<real>(c.matrix(0).cols()));
           return mix(c, scale(scores(c, right), 1 / root));
       }}}});

}  // namespace
}  // namespace book::teacher::exercise_9_3
