// Checks exercise 7.3, residual and norm in both orders.
#include "07_encoder_decoder/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_7_3 {
namespace {

using exercise::Sublayer;

Case one(const char* about, int n, int d, bool before, Rng& rng) {
    const Matrix x = draw({n, d}, rng, 2);
    const Matrix w = draw({d, d}, rng);
    const Matrix norm_before{{before ? real{1} : real{0}}};
    return {about, {{"x", x}, {"w", w}, {"norm_before", norm_before}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("norm after; f(x) = max(0, x w)", 2, 4, false, rng));
    all.push_back(one("norm before", 2, 4, true, rng));
    all.push_back(one("norm after, more rows", 5, 3, false, rng));
    all.push_back(one("norm before, more rows", 5, 3, true, rng));
    all.push_back(one("norm before, one word", 1, 6, true, rng));
    return all;
}

Matrix normed(ConstView x) {
    return layer_norm_rows(x, Matrix({1, x.cols()}, 1), Matrix({1, x.cols()}));
}
Matrix f(const Case& c, ConstView x) { return relu(matmul(x, c.matrix(1))); }
bool before(const Case& c) { return c.number(2) == 1; }

Matrix after_the_sum(const Case& c) { return normed(add(c.matrix(0), f(c, c.matrix(0)))); }
Matrix before_the_sublayer(const Case& c) { return add(c.matrix(0), f(c, normed(c.matrix(0)))); }

const Register registered(
    {"7.3",
     "The frame around a sublayer, in both orders",
     "exercises/07_encoder_decoder/3_frame.cpp",
     cases,
     [](const Case& c) {
         const Sublayer sublayer = [&](ConstView x) { return f(c, x); };
         return exercise::frame(c.matrix(0), sublayer, normed, before(c));
     },
     [](const Case& c) { return before(c) ? before_the_sublayer(c) : after_the_sum(c); },
     {{"always_after",
       "This is what you get when the norm always comes after the sum. If norm_before is true, "
       "it belongs before the sublayer.",
       after_the_sum},
      {"always_before",
       "This is what you get when the norm always comes before the sublayer. If norm_before is "
       "false, it belongs after the sum.",
       before_the_sublayer},
      {"exchanged", "This is what you get when the two orders are exchanged.",
       [](const Case& c) { return before(c) ? after_the_sum(c) : before_the_sublayer(c); }},
      {"adds_the_normed",
       "This is what you get when x is normalised before it is added. The sum takes x as it "
       "came in.",
       [](const Case& c) {
           const Matrix x = normed(c.matrix(0));
           return before(c) ? add(x, f(c, x)) : after_the_sum(c);
       }},
      {"norms_what_is_added",
       "This is what you get when the norm sees only the result of the sublayer. Norm after "
       "means after the sum, and norm before means before the sublayer.",
       [](const Case& c) { return add(c.matrix(0), normed(f(c, c.matrix(0)))); }},
      {"forgets_the_residual",
       "This is what you get without the residual connection. Remember to add x.",
       [](const Case& c) {
           return before(c) ? f(c, normed(c.matrix(0))) : normed(f(c, c.matrix(0)));
       }},
      {"forgets_the_norm", "This is what you get without any norm.",
       [](const Case& c) { return add(c.matrix(0), f(c, c.matrix(0))); }}}});

}  // namespace
}  // namespace book::teacher::exercise_7_3
