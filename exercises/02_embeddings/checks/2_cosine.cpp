// Checks exercise 2.2, the cosine.
#include "02_embeddings/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_2_2 {
namespace {

Case one(const char* about, int width, Rng& rng, real longer = 1) {
    const Matrix a = draw({1, width}, rng, 2);
    const Matrix b = draw({1, width}, rng, 2);
    return {about, {{"a", scale(a, longer)}, {"b", b}}};
}

double product(const Case& c, int i, int j) {
    double total = 0;
    for (int k = 0; k < c.matrix(i).cols(); ++k)
        total += double{c.matrix(i)(0, k)} * double{c.matrix(j)(0, k)};
    return total;
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("two numbers each", 2, rng));
    Case apart = one("five numbers each, which point apart", 5, rng);
    if (product(apart, 0, 1) > 0) apart.inputs[1].value = scale(apart.matrix(1), -1);
    all.push_back(apart);
    all.push_back(one("a long vector and a short one", 3, rng, 100));
    all.push_back(one("so short that it is nearly a row of zeros", 3, rng, 0.001f));
    Case same = one("the same direction, three times as long", 4, rng);
    same.inputs[1].value = scale(same.matrix(0), 3);
    all.push_back(same);
    for (const std::size_t which : {0, 1}) {
        Case zero = one("a row of zeros", 3, rng);
        zero.inputs[which].value = Matrix({1, 3});
        all.push_back(zero);
    }
    return all;
}

Matrix or_zero(const Case& c, double below) {
    return as_input(below == 0 ? 0 : product(c, 0, 1) / below);
}
double squares(const Case& c) { return product(c, 0, 0) * product(c, 1, 1); }

const Register registered(
    {"2.2",
     "The cosine, and its trap",
     "exercises/02_embeddings/2_cosine.cpp",
     cases,
     [](const Case& c) {
         return Matrix{{exercise::cosine(c.matrix(0).row(0), c.matrix(1).row(0))}};
     },
     [](const Case& c) { return or_zero(c, std::sqrt(squares(c))); },
     {{"falls_into_the_trap",
       "This is right, except for a row of zeros: 0 divided by 0 is not a number. Ask before you "
       "divide.",
       [](const Case& c) { return as_input(product(c, 0, 1) / std::sqrt(squares(c))); }},
      {"asks_the_first_alone",
       "This is right, except where the second vector is a row of zeros: 0 divided by 0 is not a "
       "number. Either of the two may be one.",
       [](const Case& c) {
           const double first = product(c, 0, 0);
           return as_input(first == 0 ? 0 : product(c, 0, 1) / std::sqrt(squares(c)));
       }},
      {"short_is_zero",
       "This is what you get when a short vector is taken for a row of zeros. It has a direction, "
       "too, however short it is.",
       [](const Case& c) {
           const bool is_short = std::min(product(c, 0, 0), product(c, 1, 1)) < 1e-4;
           return or_zero(c, is_short ? 0 : std::sqrt(squares(c)));
       }},
      {"forgets_the_lengths",
       "This is what you get without dividing by the two lengths. It is the dot product, which "
       "is larger for longer vectors.",
       [](const Case& c) { return as_input(product(c, 0, 1)); }},
      {"forgets_the_roots",
       "This is what you get when the sums of squares are used as lengths. A length is the "
       "square root of such a sum.",
       [](const Case& c) { return or_zero(c, squares(c)); }},
      {"loses_the_sign",
       "This is what you get when the cosine loses its sign. Vectors that point apart have a "
       "cosine below "
       "0.",
       [](const Case& c) {
           return or_zero(c, std::sqrt(squares(c)) * (product(c, 0, 1) < 0 ? -1 : 1));
       }},
      {"divides_by_one_length",
       "This is what you get when you divide only by the length of the first vector. Both "
       "lengths count.",
       [](const Case& c) { return or_zero(c, std::sqrt(product(c, 0, 0))); }}}});

}  // namespace
}  // namespace book::teacher::exercise_2_2
