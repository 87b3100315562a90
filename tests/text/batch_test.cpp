#include "text/batch.h"

#include <algorithm>

#include "catch.h"
#include "core/require.h"

using namespace book;

namespace {

using Ids = std::vector<int>;

std::vector<TokenPair> random_pairs(int n, int longest, std::uint64_t seed) {
    Rng rng(seed);
    std::vector<TokenPair> pairs;
    for (int i = 0; i < n; ++i) {
        const int source = rng.below(longest + 1), target = rng.below(longest + 1);
        pairs.push_back(
            {Ids(static_cast<std::size_t>(source), 5), Ids(static_cast<std::size_t>(target), 6)});
    }
    return pairs;
}

std::vector<Ids> plan(const std::vector<TokenPair>& pairs, int max_tokens, std::uint64_t seed) {
    Rng rng(seed);
    return plan_batches(pairs, max_tokens, rng);
}

}  // namespace

TEST_CASE("make_batch: sources end, inputs begin, outputs are shifted by one", "[text]") {
    const std::vector<TokenPair> pairs = {{{10, 11}, {20, 21, 22}}, {{12}, {}}, {{}, {23}}};
    const Batch batch = make_batch(pairs, Ids{2, 0, 1});
    CHECK(batch.source == Ids{kEnd, 10, 11, kEnd, 12, kEnd});
    CHECK(batch.source_rows == Segments({1, 3, 2}));
    CHECK(batch.input == Ids{kBegin, 23, kBegin, 20, 21, 22, kBegin});
    CHECK(batch.output == Ids{23, kEnd, 20, 21, 22, kEnd, kEnd});
    CHECK(batch.target_rows == Segments({2, 4, 1}));
    CHECK(batch.sentences() == 3);
    CHECK(make_batch(pairs, Ids{}).sentences() == 0);
    CHECK_THROWS_AS(make_batch(pairs, Ids{3}), Error);
    CHECK_THROWS_AS(make_batch(pairs, Ids{-1}), Error);
}

TEST_CASE("make_batch: without a choice, all pairs in their order", "[text]") {
    const std::vector<TokenPair> pairs = {{{10, 11}, {20, 21, 22}}, {{12}, {}}, {{}, {23}}};
    const Batch all = make_batch(pairs);
    const Batch chosen = make_batch(pairs, Ids{0, 1, 2});
    CHECK(all.source == chosen.source);
    CHECK(all.source_rows == chosen.source_rows);
    CHECK(all.input == chosen.input);
    CHECK(all.output == chosen.output);
    CHECK(all.target_rows == chosen.target_rows);
    CHECK(make_batch({}).sentences() == 0);
}

TEST_CASE("plan_batches: each pair stands in one batch, none is too large", "[text]") {
    const std::vector<TokenPair> pairs = random_pairs(500, 30, 1);
    for (const int max_tokens : {1, 7, 40, 200, 1'000'000}) {
        Ids seen;
        for (const Ids& batch : plan(pairs, max_tokens, 2)) {
            REQUIRE_FALSE(batch.empty());
            const Batch made = make_batch(pairs, batch);
            const bool fits =
                made.source_rows.total() <= max_tokens && made.target_rows.total() <= max_tokens;
            REQUIRE((fits || batch.size() == 1));
            seen.insert(seen.end(), batch.begin(), batch.end());
        }
        std::sort(seen.begin(), seen.end());
        REQUIRE(seen.size() == pairs.size());
        for (std::size_t i = 0; i < seen.size(); ++i) REQUIRE(seen[i] == static_cast<int>(i));
    }
    CHECK(plan(pairs, 1'000'000, 2).size() == 1);
    CHECK(plan(pairs, 1, 2).size() == pairs.size());
    CHECK(plan({}, 10, 2).empty());
}

TEST_CASE("plan_batches: sentences of similar length stand together", "[text]") {
    const std::vector<TokenPair> pairs = random_pairs(1000, 9, 3);
    std::vector<std::pair<std::size_t, std::size_t>> ranges;  // of target lengths
    for (const Ids& batch : plan(pairs, 50, 4)) {
        std::size_t least = 100, most = 0;
        for (int i : batch) {
            const std::size_t n = pairs[static_cast<std::size_t>(i)].target.size();
            least = std::min(least, n);
            most = std::max(most, n);
        }
        ranges.emplace_back(least, most);
    }
    CHECK_FALSE(std::is_sorted(ranges.begin(), ranges.end()));  // the batches are shuffled
    std::sort(ranges.begin(), ranges.end());
    for (std::size_t b = 0; b + 1 < ranges.size(); ++b)
        REQUIRE(ranges[b].second <= ranges[b + 1].first);
}

TEST_CASE("plan_batches: of the same target length, similar sources stand together", "[text]") {
    std::vector<TokenPair> pairs;
    for (int i = 0; i < 100; ++i) pairs.push_back({Ids(i % 2 == 0 ? 4 : 9, 5), Ids(9, 6)});
    for (const Ids& batch : plan(pairs, 100, 8))
        for (int i : batch) REQUIRE(i % 2 == batch.front() % 2);
}

TEST_CASE("plan_batches: batches are filled", "[text]") {
    const std::vector<TokenPair> pairs(500,
                                       {Ids(3, 5), Ids(2, 6)});  // 4 and 3 tokens with the ends
    CHECK(plan(pairs, 40, 9).size() == 50);
    CHECK(plan(pairs, 43, 9).size() == 50);
    CHECK(plan(pairs, 39, 9).size() == 56);
}

TEST_CASE("plan_batches: a seed decides the plan, and an epoch brings another one", "[text]") {
    const std::vector<TokenPair> pairs = random_pairs(300, 5, 5);
    CHECK(plan(pairs, 30, 6) == plan(pairs, 30, 6));
    Rng rng(6);
    std::vector<Ids> first = plan_batches(pairs, 30, rng), second = plan_batches(pairs, 30, rng);
    CHECK(first != second);
    std::sort(first.begin(), first.end());  // not the order of batches alone: also who is with whom
    std::sort(second.begin(), second.end());
    CHECK(first != second);
    CHECK_THROWS_AS(plan(pairs, 0, 6), Error);
}
