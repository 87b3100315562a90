// Checks exercise 2.3, PPMI from counts.
#include "02_embeddings/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_2_3 {
namespace {

// Word 0 meets everybody, and the more often the larger `crowd` is; the others meet at random.
Case one(const char* about, int words, int crowd, Rng& rng) {
    Matrix counts({words, words});
    for (int a = 0; a < words; ++a)
        for (int b = 0; b < a; ++b) {
            const int met = rng.below(3) == 0 ? 0 : 1 + rng.below(9);
            counts(a, b) = counts(b, a) = static_cast<real>(b == 0 ? crowd + met : met);
        }
    return {about, {{"counts", counts}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("three words", 3, 2, rng));
    all.push_back(one("one word meets everybody", 5, 20, rng));
    all.push_back(one("six words", 6, 4, rng));
    Case lonely = one("a word that meets nobody", 4, 3, rng);
    for (int i = 0; i < 4; ++i) lonely.inputs[0].value(2, i) = lonely.inputs[0].value(i, 2) = 0;
    all.push_back(lonely);
    return all;
}

// n_ab n / (n_a n_b), handed to f; 0 where a word meets nobody.
template <class F>
Matrix quotients(const Case& c, F f) {
    const ConstView counts = c.matrix(0);
    double all = 0;
    for (int a = 0; a < counts.rows(); ++a) all += double{sum(counts.row(a))};
    Matrix y(counts.shape());
    for (int a = 0; a < y.rows(); ++a)
        for (int b = 0; b < y.cols(); ++b) {
            const double of = double{sum(counts.row(a))} * double{sum(counts.row(b))};
            if (of > 0) y(a, b) = static_cast<real>(f(counts(a, b) * all / of, all));
        }
    return y;
}

const Register registered(
    {"2.3",
     "From counts to PPMI",
     "exercises/02_embeddings/3_ppmi.cpp",
     cases,
     [](const Case& c) { return exercise::ppmi(c.matrix(0)); },
     [](const Case& c) {
         return quotients(c, [](double q, double) { return q > 1 ? std::log(q) : 0; });
     },
     {{"keeps_the_negative",
       "This is PMI, without the first P, which stands for positive. Where words meet less often "
       "than by chance, or never, PPMI is 0.",
       [](const Case& c) { return quotients(c, [](double q, double) { return std::log(q); }); }},
      {"forgets_the_logarithm",
       "This is what you get without the logarithm: how many times as often as by chance the words "
       "meet.",
       [](const Case& c) { return quotients(c, [](double q, double) { return q > 1 ? q : 0; }); }},
      {"logarithm_to_the_base_2",
       "This is what you get with the logarithm to the base 2. Here it should be the natural "
       "one, std::log.",
       [](const Case& c) {
           return quotients(c, [](double q, double) { return q > 1 ? std::log2(q) : 0; });
       }},
      {"adds_one_first",
       "This is what you get when you add 1 before taking the logarithm. That makes a max "
       "unnecessary, but it also counts the pairs that meet less often than by chance.",
       [](const Case& c) {
           return quotients(c, [](double q, double) { return std::log1p(q); });
       }}}});

}  // namespace
}  // namespace book::teacher::exercise_2_3
