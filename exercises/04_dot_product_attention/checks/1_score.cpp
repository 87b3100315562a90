// Checks exercise 4.1, one score.
#include "04_dot_product_attention/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_4_1 {
namespace {

Case one(const char* about, int d, Rng& rng) {
    const Matrix query = draw({1, d}, rng);
    const Matrix key = draw({1, d}, rng);
    return {about, {{"query", query}, {"key", key}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("two numbers each", 2, rng));
    all.push_back(one("three numbers each", 3, rng));
    all.push_back(one("a single number each", 1, rng));
    all.push_back(one("seven numbers each", 7, rng));
    Case same = one("a word that asks for itself", 4, rng);
    same.inputs[1].value = same.inputs[0].value;
    all.push_back(same);
    return all;
}

Matrix number(real x) { return Matrix{{x}}; }
std::span<const real> query(const Case& c) { return c.matrix(0).row(0); }
std::span<const real> key(const Case& c) { return c.matrix(1).row(0); }

const Register registered(
    {"4.1",
     "One score",
     "exercises/04_dot_product_attention/1_score.cpp",
     cases,
     [](const Case& c) { return number(exercise::score(c.matrix(0), c.matrix(1))); },
     [](const Case& c) { return number(dot(query(c), key(c))); },
     {{"only_two_places",
       "This is what you get when only the first two numbers are used. A vector may have any "
       "number of them.",
       [](const Case& c) {
           const std::size_t two = std::min<std::size_t>(2, query(c).size());
           return number(dot(query(c).first(two), key(c).first(two)));
       }},
      {"adds_instead_of_multiplying",
       "This is what you get when query and key are added. Each pair of numbers should be "
       "multiplied.",
       [](const Case& c) { return number(sum(query(c)) + sum(key(c))); }},
      {"distance",
       "This is what you get when the squares of the differences are added up. That is how far "
       "apart the "
       "two are; a score is large where they point the same way.",
       [](const Case& c) {
           const Matrix apart = subtract(c.matrix(0), c.matrix(1));
           return number(dot(apart.row(0), apart.row(0)));
       }},
      {"last_product_only",
       "This is what you get when each product replaces the one before it. The products should "
       "be added up.",
       [](const Case& c) { return number(query(c).back() * key(c).back()); }},
      {"multiplies_the_sums",
       "This is what you get when the sum of the query is multiplied by the sum of the key. "
       "Multiply place by place first, and then add.",
       [](const Case& c) { return number(sum(query(c)) * sum(key(c))); }},
      {"cosine",
       "This is what you get when the score is divided by both lengths. That is the cosine, but "
       "attention keeps the lengths.",
       [](const Case& c) {
           const double lengths = norm(c.matrix(0)) * norm(c.matrix(1));
           return number(dot(query(c), key(c)) / static_cast<real>(lengths));
       }}}});

}  // namespace
}  // namespace book::teacher::exercise_4_1
