// Checks exercise 9.3, Bahdanau's attention.
#include "09_rnn_comparison/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_9_3 {
namespace {

Case one(const char* about, int n, int m, int d, int e, int a, Rng& rng) {
    const Matrix s = draw({n, d}, rng);
    const Matrix h = draw({m, e}, rng);
    const Matrix w = draw({d, a}, rng);
    const Matrix u = draw({e, a}, rng);
    const Matrix v = draw({1, a}, rng, 2);
    return {about, {{"s", s}, {"h", h}, {"w", w}, {"u", u}, {"v", v}}};
}

std::vector<Case> draw_cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("one state, two words", 1, 2, 2, 1, 2, rng));
    all.push_back(one("two states, three words, three widths", 2, 3, 4, 2, 3, rng));
    all.push_back(one("more states than words", 4, 2, 3, 3, 3, rng));
    return all;
}

// The scores as `f` makes a number of (s W)_c, (h U)_c and v_c.
template <class F>
Matrix scores(const Case& c, F f) {
    const Matrix asked = matmul(c.matrix(0), c.matrix(2)), found = matmul(c.matrix(1), c.matrix(3));
    Matrix result({asked.rows(), found.rows()});
    for (int i = 0; i < result.rows(); ++i)
        for (int j = 0; j < result.cols(); ++j)
            for (int n = 0; n < asked.cols(); ++n)
                result(i, j) += f(asked(i, n), found(j, n), c.matrix(4)(0, n));
    return result;
}
Matrix mix(const Case& c, const Matrix& s) { return matmul(softmax_rows(s), c.matrix(1)); }

real by_tanh(real s, real h, real v) { return v * std::tanh(s + h); }
real without_tanh(real s, real h, real v) { return v * (s + h); }

Matrix right(const Case& c) { return mix(c, scores(c, by_tanh)); }

Matrix bends_the_whole_sum(const Case& c) {
    Matrix s = scores(c, without_tanh);
    for (real& x : s.flat()) x = std::tanh(x);
    return mix(c, s);
}

// Where the widths allow it: else what is right.
Matrix mixes_what_was_compared(const Case& c) {
    if (c.matrix(1).cols() != c.matrix(3).cols()) return right(c);
    return matmul(softmax_rows(scores(c, by_tanh)), matmul(c.matrix(1), c.matrix(3)));
}

// A softmax over the states that ask, in the place of one over the words.
Matrix by_columns(const Case& c) {
    const Matrix weights = transpose(softmax_rows(transpose(scores(c, by_tanh))));
    return matmul(weights, c.matrix(1));
}

const std::vector<Mistake>& mistakes() {
    static const std::vector<Mistake> all{
        {"forgets_tanh",
         "This is what comes out without tanh. Then a state adds the same to all of its scores, "
         "the softmax does not see that, and every state looks at the same words.",
         [](const Case& c) { return mix(c, scores(c, without_tanh)); }},
        {"bends_the_whole_sum",
         "This is what comes out when tanh bends the whole sum over the columns. It bends each "
         "column, and v weighs them afterwards.",
         bends_the_whole_sum},
        {"bends_before_it_adds",
         "This is what comes out when tanh bends s W and h U before they are added. First they are "
         "added, and then the sum is bent.",
         [](const Case& c) {
             return mix(c, scores(c, [](real s, real h, real v) {
                            return v * (std::tanh(s) + std::tanh(h));
                        }));
         }},
        {"multiplies",
         "This is what comes out when s W and h U are multiplied. This attention adds them.",
         [](const Case& c) {
             return mix(c, scores(c, [](real s, real h, real v) { return v * std::tanh(s * h); }));
         }},
        {"forgets_the_softmax", "This is what comes out when the scores are used as weights.",
         [](const Case& c) { return matmul(scores(c, by_tanh), c.matrix(1)); }},
        {"softmax_over_the_states",
         "This is what comes out when the softmax runs over the states. The weights of one state, "
         "over all the words that it looks at, must add up to 1.",
         by_columns},
        {"mixes_what_was_compared",
         "The scores are right, but this is what comes out when h U is mixed (where the widths "
         "let that pass). What a word is compared by is not what it gives: here that is h itself.",
         mixes_what_was_compared},
        {"divides_by_the_root",
         "This is what comes out when the scores are divided by the square root of a width. That "
         "belongs to the dot product.",
         [](const Case& c) {
             const real root = std::sqrt(static_cast<real>(c.matrix(4).cols()));
             return mix(c, scale(scores(c, by_tanh), 1 / root));
         }}};
    return all;
}

const Register registered({"9.3", "Bahdanau's attention",
                           "exercises/09_rnn_comparison/3_additive.cpp", draw_cases,
                           [](const Case& c) {
                               return exercise::additive_attention(
                                   c.matrix(0), c.matrix(1), c.matrix(2), c.matrix(3), c.matrix(4));
                           },
                           right, mistakes()});

}  // namespace
}  // namespace book::teacher::exercise_9_3
