// Checks exercise 8.1, cross entropy with label smoothing.
#include "08_learning/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_8_1 {
namespace {

Case one(const char* about, int rows, int words, real doubt, double size, Rng& rng) {
    const Matrix logits = draw({rows, words}, rng, size);
    Matrix targets({1, rows});
    for (real& t : targets.flat()) t = static_cast<real>(rng.below(words));
    return {about, {{"logits", logits}, {"targets", targets}, {"doubt", Matrix{{doubt}}}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("three words, a doubt of one tenth", 2, 3, 0.1f, 1, rng));
    all.push_back(one("five words, a large doubt", 3, 5, 0.4f, 2, rng));
    all.push_back(one("huge scores", 3, 4, 0.2f, 300, rng));
    all.push_back(one("no doubt at all", 4, 3, 0, 2, rng));
    all.push_back(one("two words", 1, 2, 0.3f, 1, rng));
    return all;
}

std::vector<int> targets(const Case& c) {
    std::vector<int> all;
    for (const real t : c.matrix(1).row(0)) all.push_back(static_cast<int>(t));
    return all;
}

// -sum_j y_j ln p_j with `right` for the right word and `other` for each other one.
Matrix with(const Case& c, real right, real other) {
    const Matrix logs = log_softmax_rows(c.matrix(0));
    Matrix loss({logs.rows(), 1});
    for (int r = 0; r < logs.rows(); ++r)
        for (int j = 0; j < logs.cols(); ++j)
            loss(r, 0) -=
                (j == targets(c)[static_cast<std::size_t>(r)] ? right : other) * logs(r, j);
    return loss;
}

real words(const Case& c) { return static_cast<real>(c.matrix(0).cols()); }
real doubt(const Case& c) { return c.number(2); }

const Register registered(
    {"8.1",
     "Cross-entropy with label smoothing",
     "exercises/08_learning/1_smoothing.cpp",
     cases,
     [](const Case& c) {
         return exercise::smoothed_cross_entropy(c.matrix(0), targets(c), doubt(c));
     },
     [](const Case& c) {
         const real each = doubt(c) / words(c);
         return with(c, 1 - doubt(c) + each, each);
     },
     {{"no_smoothing", "This is what you get without smoothing. The doubt is not used at all.",
       [](const Case& c) { return with(c, 1, 0); }},
      {"spread_over_the_others",
       "This is what you get when the doubt is spread only over the other V - 1 words. The right "
       "word gets its share of e/V as well.",
       [](const Case& c) { return with(c, 1 - doubt(c), doubt(c) / (words(c) - 1)); }},
      {"not_taken_away",
       "This is what you get when the doubt is given to all words but never taken away from the "
       "right one. What the model is asked for must add up to 1.",
       [](const Case& c) { return with(c, 1 + doubt(c) / words(c), doubt(c) / words(c)); }},
      {"not_divided",
       "This is what you get when every word gets the whole doubt. It should be shared out, e/V "
       "to each word.",
       [](const Case& c) { return with(c, 1, doubt(c)); }},
      {"given_to_nobody",
       "This is what you get when the doubt is taken away from the right word, but not given "
       "to any.",
       [](const Case& c) { return with(c, 1 - doubt(c), 0); }}}});

}  // namespace
}  // namespace book::teacher::exercise_8_1
