// States that are matrices, against finite differences.
#include "autodiff/gradient_check.h"
#include "autodiff/ops.h"
#include "catch.h"
#include "nn/fast_weights.h"
#include "nn/linear_attention.h"
#include "nn/random_matrices.h"

using namespace book;

TEST_CASE(
    "fast_weights: all gradients agree with differences, with and without what may be missing",
    "[nn]") {
    struct Case {
        std::vector<int> lengths;
        int heads, key, value;
    };
    for (const Case& c : {Case{{4, 1, 3}, 1, 3, 2}, Case{{5, 2}, 2, 2, 3}, Case{{1}, 1, 1, 1},
                          Case{{2, 0, 2}, 3, 2, 1}})
        for (const int shares : {0, 1, c.key})
            for (const bool replaces : {false, true}) {
                const Segments rows(c.lengths);
                const int n = rows.total();
                INFO(fmt::format("{} rows, {} heads, {} x {}, {} shares, {}", n, c.heads, c.key,
                                 c.value, shares, replaces ? "the delta rule" : "added"));
                GradientCheck check(
                    [&](Tape&, const std::vector<Var>& x) {
                        FastWeights given{x[0], x[1], x[2], {}, {}};
                        if (shares > 0) given.decay = x[3];
                        if (replaces) given.strength = x[4];
                        return fast_weights(given, rows, c.heads);
                    },
                    {random_matrix({n, c.heads * c.key}, 1), random_matrix({n, c.heads * c.key}, 2),
                     random_matrix({n, c.heads * c.value}, 3),
                     random_shares({n, c.heads * std::max(1, shares)}, 4),
                     random_shares({n, c.heads}, 5)});
                CHECK(check.error() < kGradientTolerance);
            }
}

TEST_CASE("the parts around a matrix state: gradients agree with differences", "[nn]") {
    const Segments rows({4, 1, 6});
    for (const int width : {1, 4}) {
        GradientCheck convolution(
            [&](Tape&, const std::vector<Var>& x) { return short_convolution(x[0], x[1], rows); },
            {random_matrix({11, 3}, 1), random_matrix({width, 3}, 2)});
        CHECK(convolution.error() < kGradientTolerance);
        GradientCheck unit([](Tape&, const std::vector<Var>& x) { return unit_rows(x[0]); },
                           {random_matrix({5, width}, 3)});
        CHECK(unit.error() < kGradientTolerance);
        GradientCheck kept([](Tape&, const std::vector<Var>& x) { return kept_share(x[0], x[1]); },
                           {random_matrix({5, width}, 4), random_matrix({1, width}, 5)});
        CHECK(kept.error() < kGradientTolerance);
        GradientCheck evenly(
            [](Tape&, const std::vector<Var>& x) { return kept_share(x[0], 0.25); },
            {random_matrix({5, width}, 6)});
        CHECK(evenly.error() < kGradientTolerance);
    }
}

TEST_CASE("linear_attention: gradients by words and all weights agree with differences", "[nn]") {
    for (const WriteRule rule : {WriteRule::gated, WriteRule::delta, WriteRule::gated_delta}) {
        INFO(static_cast<int>(rule));
        Rng rng(3);
        Parameters p;
        const LinearAttention layer = make_linear_attention(p, "l", rule, 5, 3, 4, rng);
        const Segments rows({4, 1, 3});
        GradientCheck check(
            [&](Tape&, const std::vector<Var>& x) { return linear_attention(layer, x[0], rows); },
            {random_matrix({8, 5}, 6)}, &p);
        CHECK(check.error() < kGradientTolerance);
    }
}
