#include "model/sampling.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "catch.h"
#include "core/require.h"

using namespace book;

namespace {

using Scores = std::vector<real>;
constexpr real kImpossible = -std::numeric_limits<real>::infinity();

// Scores that softmax turns into these.
Scores scores_of(const std::vector<double>& probabilities) {
    Scores scores;
    for (const double p : probabilities) scores.push_back(static_cast<real>(std::log(p)));
    return scores;
}

std::vector<int> kept_by(const Scores& scores, const SamplingSettings& settings) {
    std::vector<int> ids;
    for (const CandidatePiece& c : sampling_step(scores, settings).candidates) ids.push_back(c.id);
    return ids;
}

std::vector<double> shares_drawn(const Scores& scores, const SamplingSettings& settings,
                                 int draws) {
    std::vector<double> shares(scores.size());
    Rng rng(7);
    for (int i = 0; i < draws; ++i)
        shares[static_cast<std::size_t>(sample(scores, settings, rng))] += 1.0 / draws;
    return shares;
}

using Ids = std::vector<int>;

}  // namespace

TEST_CASE("sampling: greedy takes the largest score, of equals the smaller id", "[model]") {
    CHECK(greedy(Scores{1, 3, 2}) == 1);
    CHECK(greedy(Scores{1, 3, 3}) == 1);
    CHECK(greedy(Scores{kImpossible, -5, kImpossible}) == 1);
    Rng rng(1);
    const std::uint64_t state = rng.state();
    CHECK(sample(Scores{1, 3, 3}, {0, 2, 0.5}, rng) == 1);
    CHECK(rng.state() == state);
    CHECK(kept_by(Scores{1, 3, 3}, {0, 0, 1}) == Ids{1});
}

TEST_CASE("sampling: top-p keeps the smallest set that reaches p", "[model]") {
    const Scores scores = scores_of({0.1, 0.4, 0.05, 0.25, 0.2});
    CHECK(kept_by(scores, {1, 0, 0.39}) == Ids{1});
    CHECK(kept_by(scores, {1, 0, 0.41}) == Ids{1, 3});
    CHECK(kept_by(scores, {1, 0, 0.64}) == Ids{1, 3});
    CHECK(kept_by(scores, {1, 0, 0.66}) == Ids{1, 3, 4});
    CHECK(kept_by(scores, {1, 0, 0.96}) == Ids{1, 3, 4, 0, 2});
    CHECK(kept_by(scores, {1, 0, 0}) == Ids{1});  // at least one
    CHECK(kept_by(scores, {1, 0, 1}) == Ids{1, 3, 4, 0, 2});
    // Exactly p is enough: powers of two have no rounding.
    CHECK(kept_by(Scores{0, 0, 0, 0}, {1, 0, 0.5}) == Ids{0, 1});
}

TEST_CASE("sampling: the sets of a real model have the sizes that others count", "[model]") {
    // SmolLM2-135M after four prompts: its five most probable pieces, and the sizes of its sets. The
    // rest of the probability is spread over many pieces: which, makes no difference to sets this small.
    struct Set {
        std::vector<double> first;
        double p;
        std::size_t size;
    };
    const std::vector<double> doughnuts{0.25727, 0.15365, 0.05909, 0.03682, 0.03051};
    const std::vector<double> chat{0.58929, 0.31005, 0.02286, 0.01432, 0.00959};
    const std::vector<double> story{0.41496, 0.25644, 0.20958, 0.08205, 0.0086};
    const std::vector<double> code{0.3902, 0.35346, 0.07247, 0.06387, 0.02042};
    for (const auto& [first, p, size] :
         {Set{doughnuts, 0.5, 4}, Set{chat, 0.5, 1}, Set{chat, 0.9, 3}, Set{story, 0.5, 2},
          Set{story, 0.9, 4}, Set{story, 0.95, 4}, Set{code, 0.5, 2}, Set{code, 0.9, 5}}) {
        constexpr int kOthers = 1000;
        double rest = 1;
        for (const double x : first) rest -= x;
        std::vector<double> all(kOthers, rest / kOthers);
        all.insert(all.end(), first.begin(), first.end());
        CHECK(kept_by(scores_of(all), {1, 0, p}).size() == size);
    }
}

TEST_CASE("sampling: top-p with p = 1 keeps all that are possible, however small", "[model]") {
    CHECK(kept_by(Scores{0, -200, kImpossible, -1}, {1, 0, 1}) == Ids{0, 3, 1});
    CHECK(kept_by(Scores{0, -200, kImpossible, -1}, {1, 3, 1}) == Ids{0, 3, 1});
    const double almost = std::nextafter(1.0, 0.0);
    CHECK(kept_by(Scores{0, kImpossible, 0, 0, 0, 0, 0}, {1, 0, almost}).size() <= 6);
}

TEST_CASE("sampling: top-k keeps the first k, of equals the smaller ids", "[model]") {
    const Scores scores{2, 5, 2, 5, 2};
    CHECK(kept_by(scores, {1, 1, 1}) == Ids{1});
    CHECK(kept_by(scores, {1, 3, 1}) == Ids{1, 3, 0});
    CHECK(kept_by(scores, {1, 5, 1}) == Ids{1, 3, 0, 2, 4});
    CHECK(kept_by(scores, {1, 500, 1}) == Ids{1, 3, 0, 2, 4});
    CHECK(kept_by(scores, {1, 0, 1}) == Ids{1, 3, 0, 2, 4});
}

TEST_CASE("sampling: temperature first, then top-k, then top-p on what that left", "[model]") {
    const Scores scores = scores_of({0.4, 0.3, 0.2, 0.1});
    // Of the two that are left the first has 4/7.
    CHECK(kept_by(scores, {1, 2, 0.55}) == Ids{0});
    CHECK(kept_by(scores, {1, 0, 0.55}) == Ids{0, 1});
    // Squared: 16, 9, 4, 1 of 30. The first has 0.533, where it had 0.4.
    CHECK(kept_by(scores, {0.5, 0, 0.53}) == Ids{0});
    CHECK(kept_by(scores, {1, 0, 0.53}) == Ids{0, 1});
}

TEST_CASE("sampling: a step shows its numbers before and after", "[model]") {
    const SamplingStep step = sampling_step(scores_of({0.1, 0.4, 0.2, 0.3}), {0.5, 0, 0.8}, 3);
    CHECK(step.kept == 2);  // 16 + 9 of 30 are more than 0.8
    REQUIRE(step.candidates.size() == 3);
    const double tolerance = 1e-6;  // of scores that are floats
    CHECK(step.candidates[0].id == 1);
    CHECK_THAT(step.candidates[0].plain, WithinAbs(0.4, tolerance));
    CHECK_THAT(step.candidates[0].heated, WithinAbs(16.0 / 30, tolerance));
    CHECK_THAT(step.candidates[0].share, WithinAbs(16.0 / 25, tolerance));
    CHECK_THAT(step.candidates[1].share, WithinAbs(9.0 / 25, tolerance));
    CHECK(step.candidates[2].id == 2);
    CHECK_FALSE(step.candidates[2].kept);
    CHECK(step.candidates[2].share == 0);
    CHECK_THAT(step.candidates[2].heated, WithinAbs(4.0 / 30, tolerance));
    CHECK(sampling_step(scores_of({0.5, 0.5}), {1, 1, 1}, 10).candidates.size() == 2);
}

TEST_CASE("sampling: what is kept is drawn as often as its share says, nothing else ever",
          "[model]") {
    const Scores scores = scores_of({0.1, 0.4, 0.2, 0.3});
    // 40000 draws: a share of 0.4 has a deviation of 0.0025; four of them.
    const std::vector<double> all = shares_drawn(scores, {}, 40000);
    CHECK_THAT(all[0], WithinAbs(0.1, 0.01));
    CHECK_THAT(all[1], WithinAbs(0.4, 0.01));
    CHECK_THAT(all[3], WithinAbs(0.3, 0.01));
    const std::vector<double> cut = shares_drawn(scores, {1, 2, 1}, 40000);
    CHECK_THAT(cut[1], WithinAbs(4.0 / 7, 0.01));
    CHECK(cut[0] == 0);
    CHECK(cut[2] == 0);
    CHECK(shares_drawn({0, kImpossible, 0}, {}, 1000)[1] == 0);
}

TEST_CASE("sampling: a seed draws the same text, and cuts that cut nothing change nothing",
          "[model]") {
    Rng scores_rng(3);
    Rng a(5), b(5), c(5);
    for (int i = 0; i < 200; ++i) {
        Scores scores(50);
        for (real& score : scores) score = static_cast<real>(scores_rng.normal());
        const int id = sample(scores, {0.9, 0, 1}, a);
        CHECK(sample(scores, {0.9, 50, 1}, b) == id);
        CHECK(sample(scores, {0.9, 1000, 1}, c) == id);
    }
}

TEST_CASE("sampling: very low and very high temperatures are numbers, too", "[model]") {
    Rng rng(1);
    const Scores scores{1, 2, -1000};
    CHECK(sample(scores, {1e-300, 0, 1}, rng) == 1);
    CHECK(sample(scores, {5e-324, 0, 0.5}, rng) == 1);
    const SamplingStep hot = sampling_step(scores, {1e300, 0, 1});
    for (const CandidatePiece& candidate : hot.candidates)
        CHECK_THAT(candidate.share, WithinAbs(1.0 / 3, 1e-12));
    const real largest = std::numeric_limits<real>::max();
    CHECK_THAT(sampling_step(Scores{largest, -largest}, {1, 0, 1}).candidates[0].share,
               WithinAbs(1, 1e-12));
}

TEST_CASE("sampling: scores that are no numbers and settings that cannot be are refused",
          "[model]") {
    Rng rng(1);
    const real nan = std::numeric_limits<real>::quiet_NaN();
    for (const Scores& scores :
         {Scores{1, nan}, Scores{nan, 1}, Scores{1, -kImpossible}, Scores{kImpossible}, Scores{}}) {
        CHECK_THROWS_AS(greedy(scores), InputError);
        CHECK_THROWS_AS(largest_scores(scores, 1), InputError);
        CHECK_THROWS_AS(sampling_step(scores, {}), InputError);
        CHECK_THROWS_AS(sample(scores, {}, rng), InputError);
        CHECK_THROWS_AS(sample(scores, {0, 0, 1}, rng), InputError);
    }
    const double no_number = std::numeric_limits<double>::quiet_NaN();
    for (const SamplingSettings& s :
         {SamplingSettings{-1, 0, 1}, SamplingSettings{no_number, 0, 1},
          SamplingSettings{std::numeric_limits<double>::infinity(), 0, 1},
          SamplingSettings{1, -1, 1}, SamplingSettings{1, 0, -0.1}, SamplingSettings{1, 0, 1.1},
          SamplingSettings{1, 0, no_number}})
        CHECK_THROWS_AS(sample(Scores{1}, s, rng), InputError);
}

TEST_CASE("sampling: the largest scores in order", "[model]") {
    const Scores scores{1, 3, kImpossible, 3, 2};
    const std::vector<ScoredPiece> expected{{1, 3}, {3, 3}, {4, 2}};
    CHECK(largest_scores(scores, 3) == expected);
    CHECK(largest_scores(scores, 100).size() == 4);
    CHECK(largest_scores(scores, 0).empty());
}

TEST_CASE("sampling: the heap gives what sorting all would", "[model]") {
    Rng rng(9);
    for (int trial = 0; trial < 50; ++trial) {
        Scores scores(1 + static_cast<std::size_t>(rng.below(60)));
        for (real& score : scores) score = static_cast<real>(rng.below(20)) / 4;  // with ties
        Ids order(scores.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
        std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
            return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)];
        });
        const double p = rng.uniform();
        double all = 0, sum = 0;
        for (const int id : order)
            all += std::exp(static_cast<double>(scores[static_cast<std::size_t>(id)]));
        Ids expected;
        for (const int id : order) {
            expected.push_back(id);
            sum += std::exp(static_cast<double>(scores[static_cast<std::size_t>(id)]));
            if (sum >= p * all) break;
        }
        CHECK(kept_by(scores, {1, 0, p}) == expected);
    }
}
