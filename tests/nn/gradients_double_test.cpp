// The layers' operations against finite differences, in packed batches with sentences of every
// awkward length: one word, none at all.

#include "autodiff/gradient_check.h"
#include "catch.h"
#include "nn/activations.h"
#include "nn/attention.h"
#include "nn/embedding.h"
#include "nn/layer_norm.h"
#include "nn/long_attention.h"
#include "nn/loss.h"
#include "nn/rotary.h"

using namespace book;

namespace {

Matrix random(Shape shape, std::uint64_t seed) {
    Rng rng(seed);
    return randn(shape, rng);
}

// Moves every parameter away from 0 and 1, where a mistake could hide.
void randomise(Parameters& parameters, std::uint64_t seed) {
    Rng rng(seed);
    for (real& x : parameters.values()) x += 0.5 * rng.normal();
}

}  // namespace

TEST_CASE("attention_heads: gradients agree with finite differences over ragged batches", "[nn]") {
    struct Case {
        std::vector<int> queries, keys;
        Mask mask;
    };
    const std::vector<Case> cases = {
        {{3}, {3}, Mask::none},
        {{3}, {3}, Mask::causal},
        {{1}, {1}, Mask::causal},
        {{2, 1, 4}, {3, 5, 1}, Mask::none},
        {{2, 1, 4}, {2, 1, 4}, Mask::causal},
        {{1, 2}, {4, 3}, Mask::causal},      // fewer queries than keys, as with a cache
        {{2, 0, 3}, {1, 0, 2}, Mask::none},  // a sentence without words
        {{0, 2}, {3, 2}, Mask::none},        // nobody asks the first
        {{2, 2}, {0, 2}, Mask::none},        // nobody answers the first
    };
    for (const int heads : {1, 2, 6})
        for (const Case& c : cases) {
            const Segments queries(c.queries), keys(c.keys);
            INFO(fmt::format("{} heads, {} queries, {} keys, {}", heads, queries.total(),
                             keys.total(), c.mask == Mask::causal ? "causal" : "no mask"));
            GradientCheck check(
                [&](Tape&, const std::vector<Var>& x) {
                    return attention_heads(x[0], x[1], x[2], queries, keys, heads, c.mask);
                },
                {random({queries.total(), 6}, 1), random({keys.total(), 6}, 2),
                 random({keys.total(), 6}, 3)});
            CHECK(check.error() < kGradientTolerance);
        }
}

TEST_CASE("attention_heads: one value that asks, answers and is mixed receives all three gradients",
          "[nn]") {
    const Segments rows({2, 1, 3});
    GradientCheck check(
        [&](Tape&, const std::vector<Var>& x) {
            return attention_heads(x[0], x[0], x[0], rows, rows, 2, Mask::causal);
        },
        {random({6, 4}, 1)});
    CHECK(check.error() < kGradientTolerance);
}

TEST_CASE("multi_head_attention: gradients of both sides and of all weights agree", "[nn]") {
    const Segments targets({2, 3, 1}), sources({1, 2, 4});
    for (const bool with_bias : {false, true}) {
        Rng rng(1);
        Parameters parameters;
        const MultiHeadAttention attention =
            make_attention(parameters, "attention", 6, 3, with_bias, rng);
        randomise(parameters, 2);
        GradientCheck cross(
            [&](Tape&, const std::vector<Var>& x) {
                return multi_head_attention(attention, x[0], x[1], targets, sources, Mask::none);
            },
            {random({6, 6}, 3), random({7, 6}, 4)}, &parameters);
        CHECK(cross.error() < kGradientTolerance);
        GradientCheck self(
            [&](Tape&, const std::vector<Var>& x) {
                return multi_head_attention(attention, x[0], x[0], targets, targets, Mask::causal);
            },
            {random({6, 6}, 3)}, &parameters);
        CHECK(self.error() < kGradientTolerance);
    }
}

TEST_CASE("layer_norm: gradients by input, gain and bias agree with finite differences", "[nn]") {
    for (const Shape& shape : {Shape{4, 6}, Shape{1, 5}, Shape{3, 1}, Shape{2, 21}, Shape{0, 3}}) {
        INFO(fmt::format("shape {}", shape));
        GradientCheck check(
            [](Tape&, const std::vector<Var>& x) { return layer_norm(x[0], x[1], x[2]); },
            {random(shape, 1), random({1, shape.cols}, 2), random({1, shape.cols}, 3)});
        CHECK(check.error() < kGradientTolerance);
        GradientCheck sum(
            [](Tape&, const std::vector<Var>& x) { return add_layer_norm(x[0], x[1], x[2], x[3]); },
            {random(shape, 1), random(shape, 4), random({1, shape.cols}, 2),
             random({1, shape.cols}, 3)});
        CHECK(sum.error() < kGradientTolerance);
        if (shape.rows == 0) continue;
        GradientCheck twice(
            [](Tape&, const std::vector<Var>& x) { return add_layer_norm(x[0], x[0], x[1], x[2]); },
            {random(shape, 1), random({1, shape.cols}, 2), random({1, shape.cols}, 3)});
        CHECK(twice.error() < kGradientTolerance);
    }
}

TEST_CASE("feed_forward: gradients by input and all weights agree with finite differences",
          "[nn]") {
    for (const int rows : {0, 1, 5}) {
        Rng rng(1);
        Parameters parameters;
        const FeedForward f = make_feed_forward(parameters, "f", 4, 7, rng);
        randomise(parameters, 2);
        GradientCheck check([&](Tape&, const std::vector<Var>& x) { return feed_forward(f, x[0]); },
                            {random({rows, 4}, 3)}, &parameters);
        CHECK(check.error() < kGradientTolerance);
    }
}

TEST_CASE("embed: a word that stands twice receives both gradients, one that does not none",
          "[nn]") {
    for (const std::vector<int>& ids :
         {std::vector<int>{2, 0, 2, 3, 2}, std::vector<int>{4}, std::vector<int>{}}) {
        GradientCheck check([&](Tape&, const std::vector<Var>& x) { return embed(x[0], ids); },
                            {random({5, 3}, 1)});
        CHECK(check.error() < kGradientTolerance);
    }
}

TEST_CASE("add_positions: gradient agrees, also from a later start and for empty sentences",
          "[nn]") {
    const Matrix positions = sinusoidal_positions(6, 4);
    const Segments rows({2, 0, 3, 1});
    for (const int first : {0, 3}) {
        GradientCheck check(
            [&](Tape&, const std::vector<Var>& x) {
                return add_positions(x[0], rows, positions, first);
            },
            {random({6, 4}, 1)});
        CHECK(check.error() < kGradientTolerance);
    }
}

TEST_CASE("cross_entropy: gradient agrees, with label smoothing and without", "[nn]") {
    for (const double smoothing : {0.0, 0.1, 0.7})
        for (const Shape& shape : {Shape{4, 6}, Shape{1, 5}, Shape{3, 1}, Shape{2, 23}}) {
            INFO(fmt::format("shape {}, smoothing {}", shape, smoothing));
            std::vector<int> targets;
            for (int i = 0; i < shape.rows; ++i) targets.push_back(i * 7 % shape.cols);
            GradientCheck check(
                [&](Tape&, const std::vector<Var>& x) {
                    return cross_entropy(x[0], targets, smoothing);
                },
                {random(shape, 1)});
            CHECK(check.error() < kGradientTolerance);
        }
}

TEST_CASE("attention_heads: gradients agree where several heads share keys and values", "[nn]") {
    const Segments queries({2, 0, 4}), keys({2, 1, 5});
    for (const int shared_by : {2, 3, 6}) {  // of six heads, two columns wide
        INFO(fmt::format("{} heads share", shared_by));
        const int narrow = 12 / shared_by;
        for (const Mask mask : {Mask::none, Mask::causal}) {
            GradientCheck check(
                [&](Tape&, const std::vector<Var>& x) {
                    return attention_heads(x[0], x[1], x[2], queries, keys, 6, mask);
                },
                {random({6, 12}, 1), random({8, narrow}, 2), random({8, narrow}, 3)});
            CHECK(check.error() < kGradientTolerance);
        }
    }
}

TEST_CASE("attention_heads: gradients agree where heads share the keys of a long sentence",
          "[nn]") {
    const Segments queries({2, 1}), keys({kLongSentence + 3, 2});
    GradientCheck check(
        [&](Tape&, const std::vector<Var>& x) {
            return attention_heads(x[0], x[1], x[2], queries, keys, 4, Mask::none);
        },
        {random({3, 4}, 1), random({keys.total(), 2}, 2), random({keys.total(), 2}, 3)});
    CHECK(check.error() < kGradientTolerance);
}

TEST_CASE("smooth, swiglu: gradients agree with finite differences", "[nn]") {
    for (const Smooth kind : {Smooth::gelu_tanh, Smooth::gelu_erf, Smooth::silu})
        for (const Shape& shape : {Shape{4, 6}, Shape{1, 1}, Shape{2, 21}, Shape{0, 3}}) {
            INFO(fmt::format("kind {}, shape {}", static_cast<int>(kind), shape));
            Matrix x = random(shape, 1);
            for (real& v : x.flat()) v *= 2;  // also where the gates are nearly shut
            GradientCheck check(
                [&](Tape&, const std::vector<Var>& in) { return smooth(kind, in[0]); }, {x});
            CHECK(check.error() < kGradientTolerance);
        }
    GradientCheck both([](Tape&, const std::vector<Var>& x) { return swiglu(x[0], x[1]); },
                       {random({3, 5}, 1), random({3, 5}, 2)});
    CHECK(both.error() < kGradientTolerance);
    GradientCheck same([](Tape&, const std::vector<Var>& x) { return swiglu(x[0], x[0]); },
                       {random({3, 5}, 1)});
    CHECK(same.error() < kGradientTolerance);
}

TEST_CASE("rms_norm, layer_norm with another epsilon: gradients agree with finite differences",
          "[nn]") {
    for (const double epsilon : {1e-5, 0.3})  // the second is as large as what is normalised
        for (const Shape& shape :
             {Shape{4, 6}, Shape{1, 5}, Shape{3, 1}, Shape{2, 21}, Shape{0, 3}}) {
            INFO(fmt::format("shape {}, epsilon {}", shape, epsilon));
            GradientCheck rms(
                [&](Tape&, const std::vector<Var>& x) { return rms_norm(x[0], x[1], epsilon); },
                {random(shape, 1), random({1, shape.cols}, 2)});
            CHECK(rms.error() < kGradientTolerance);
            GradientCheck layer(
                [&](Tape&, const std::vector<Var>& x) {
                    return layer_norm(x[0], x[1], x[2], epsilon);
                },
                {random(shape, 1), random({1, shape.cols}, 2), random({1, shape.cols}, 3)});
            CHECK(layer.error() < kGradientTolerance);
        }
}

TEST_CASE("rotary: gradients agree, for both kinds of pairs and from a later start", "[nn]") {
    const Segments rows({2, 0, 4});
    const Matrix table = rotary_table(9, 4, 50);
    for (const RotaryPairs pairs : {RotaryPairs::neighbours, RotaryPairs::halves})
        for (const int first : {0, 5}) {
            GradientCheck check(
                [&](Tape&, const std::vector<Var>& x) {
                    return rotary(x[0], rows, table, pairs, first);
                },
                {random({6, 8}, 1)});
            CHECK(check.error() < kGradientTolerance);
        }
}

TEST_CASE("embed: gradient agrees with a factor of one's own", "[nn]") {
    const std::vector<int> ids{2, 0, 2};
    GradientCheck check([&](Tape&, const std::vector<Var>& x) { return embed(x[0], ids, 1); },
                        {random({4, 3}, 1)});
    CHECK(check.error() < kGradientTolerance);
}
