// Bahdanau's attention, against finite differences and its formula.
#include <cmath>

#include "autodiff/gradient_check.h"
#include "catch.h"
#include "recall/additive.h"

using namespace book;

TEST_CASE("additive attention: gradients by queries, keys, values and v agree with differences",
          "[recall]") {
    Rng rng(3);
    const Segments asking({2, 1, 3}), asked({1, 4, 2});  // three sentences
    const Matrix q = randn({6, 3}, rng);
    const Matrix k = randn({7, 3}, rng);
    const Matrix values = randn({7, 2}, rng);
    const Matrix v = randn({1, 3}, rng);
    GradientCheck check(
        [&](Tape&, const std::vector<Var>& x) {
            return additive_attention(x[0], x[1], x[2], x[3], asking, asked);
        },
        {q, k, values, v});
    CHECK(check.error() < kGradientTolerance);
}

TEST_CASE("additive attention: what the formula says, sentence by sentence", "[recall]") {
    Rng rng(4);
    const Segments asking({1, 2}), asked({3, 2});
    const Matrix q = randn({3, 4}, rng);
    const Matrix k = randn({5, 4}, rng);
    const Matrix values = randn({5, 2}, rng);
    const Matrix v = randn({1, 4}, rng);
    Tape tape(Tape::Mode::inference);
    const Var vq = tape.constant(q), vk = tape.constant(k), vv = tape.constant(values);
    const Var y = additive_attention(vq, vk, vv, tape.constant(v), asking, asked);
    for (int s = 0; s < 2; ++s)
        for (int i = asking.begin(s); i < asking.end(s); ++i) {
            double total = 0, mixed[2] = {0, 0};
            for (int j = asked.begin(s); j < asked.end(s); ++j) {
                double score = 0;
                for (int c = 0; c < 4; ++c) score += v(0, c) * std::tanh(q(i, c) + k(j, c));
                total += std::exp(score);
                for (int e = 0; e < 2; ++e) mixed[e] += std::exp(score) * values(j, e);
            }
            for (int e = 0; e < 2; ++e)
                CHECK_THAT(y.value()(i, e), WithinAbs(mixed[e] / total, 1e-12));
        }
    CHECK_THROWS_AS(additive_attention(vq, vk, vv, tape.constant(v), asked, asking), Error);
}
