#include "core/random.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>

#include "catch.h"
#include "core/require.h"

using namespace book;

namespace {

// Undoes mix(): each of its steps can be undone.
std::uint64_t unmix(std::uint64_t x) {
    const auto unshift = [](std::uint64_t y, int bits) {
        std::uint64_t result = y;
        for (int known = bits; known < 64; known += bits) result = y ^ (result >> bits);
        return result;
    };
    const auto inverse = [](std::uint64_t odd) {  // modulo 2^64, by Newton's iteration
        std::uint64_t result = odd;
        for (int i = 0; i < 6; ++i) result *= 2 - odd * result;
        return result;
    };
    x = unshift(x, 31) * inverse(0x94D049BB133111EBu);
    x = unshift(x, 27) * inverse(0xBF58476D1CE4E5B9u);
    return unshift(x, 30);
}

// Pearson's chi-squared against equal shares. With d degrees of freedom it has mean d and standard
// deviation sqrt(2 d).
double chi_squared(const std::vector<int>& counts) {
    const double expected =
        std::accumulate(counts.begin(), counts.end(), 0.0) / static_cast<double>(counts.size());
    double total = 0;
    for (int n : counts) total += (n - expected) * (n - expected) / expected;
    return total;
}

}  // namespace

TEST_CASE("Rng: is SplitMix64 (the published outputs for seed 1234567)", "[core]") {
    Rng rng(1234567);
    for (std::uint64_t expected : {6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
                                   4593380528125082431u, 16408922859458223821u})
        CHECK(rng.next() == expected);
}

TEST_CASE("Rng: a saved state continues the same way", "[core]") {
    Rng rng(3);
    rng.normal();
    const std::uint64_t state = rng.state();
    const double expected = rng.normal();
    Rng other(99);
    other.restore(state);
    CHECK(other.normal() == expected);
}

TEST_CASE("Rng::uniform: in [0, 1), evenly", "[core]") {
    Rng rng(4);
    std::vector<int> counts(20);
    double mean = 0;
    for (int i = 0; i < 100000; ++i) {
        const double u = rng.uniform();
        REQUIRE((u >= 0 && u < 1));
        ++counts[static_cast<std::size_t>(20 * u)];
        mean += u / 100000;
    }
    CHECK_THAT(mean, WithinAbs(0.5, 0.005));  // a standard error is 0.0009
    CHECK(chi_squared(counts) < 60);          // 19 degrees of freedom: 99.999%
}

TEST_CASE("Rng::uniform: the largest draw is below 1", "[core]") {
    Rng rng;
    rng.restore(unmix(UINT64_MAX) - 0x9E3779B97F4A7C15u);
    CHECK(rng.uniform() == 1 - 0x1p-53);
}

TEST_CASE("Rng::normal: mean 0, variance 1, symmetric, with the tails of a bell", "[core]") {
    Rng rng(5);
    constexpr int n = 200000;
    double mean = 0, square = 0, cube = 0, fourth = 0;
    int beyond_two = 0;
    for (int i = 0; i < n; ++i) {
        const double x = rng.normal();
        mean += x / n;
        square += x * x / n;
        cube += x * x * x / n;
        fourth += x * x * x * x / n;
        beyond_two += std::abs(x) > 2;
    }
    // Five standard errors of each: sqrt(1, 2, 15, 96 / n).
    CHECK_THAT(mean, WithinAbs(0, 0.012));
    CHECK_THAT(square, WithinAbs(1, 0.016));
    CHECK_THAT(cube, WithinAbs(0, 0.044));
    CHECK_THAT(fourth, WithinAbs(3, 0.11));
    CHECK_THAT(static_cast<double>(beyond_two) / n, WithinAbs(0.0455, 0.0024));
}

TEST_CASE("Rng::normal: finite even where the logarithm would be of 0", "[core]") {
    Rng rng;
    rng.restore(unmix(UINT64_MAX) - 0x9E3779B97F4A7C15u);  // u is the largest draw
    CHECK(std::isfinite(rng.normal()));
    rng.restore(unmix(0) - 0x9E3779B97F4A7C15u);
    CHECK(rng.normal() == 0);
}

TEST_CASE("Rng::below: each as likely as any other", "[core]") {
    Rng rng(6);
    for (int n : {1, 2, 3, 7, 10}) {
        std::vector<int> counts(static_cast<std::size_t>(n));
        for (int i = 0; i < 50000; ++i) {
            const int x = rng.below(n);
            REQUIRE((x >= 0 && x < n));
            ++counts[static_cast<std::size_t>(x)];
        }
        CHECK(chi_squared(counts) < 40);  // at most 9 degrees of freedom: 99.999%
    }
    CHECK_THROWS_WITH(rng.below(0), "Rng::below: 0 is not positive");
    CHECK_THROWS_AS(rng.below(-3), Error);
}

TEST_CASE("Rng::below: draws again where the last numbers would favour some results", "[core]") {
    // 2^64 - 1 is the one number over when 2^64 is dealt out in threes.
    Rng rng, other;
    rng.restore(unmix(UINT64_MAX) - 0x9E3779B97F4A7C15u);
    other.restore(rng.state());
    REQUIRE(other.next() == UINT64_MAX);
    CHECK(rng.below(3) == static_cast<int>(other.next() % 3));
    CHECK(rng.state() == other.state());
}

TEST_CASE("Rng::shuffle: every order is as likely as any other", "[core]") {
    Rng rng(7);
    std::map<std::vector<int>, int> seen;
    for (int i = 0; i < 24000; ++i) {
        std::vector<int> items{1, 2, 3, 4};
        rng.shuffle(items);
        ++seen[items];
    }
    REQUIRE(seen.size() == 24);
    std::vector<int> counts;
    for (const auto& [order, count] : seen) counts.push_back(count);
    CHECK(chi_squared(counts) < 70);  // 23 degrees of freedom: 99.9999%
    std::vector<int> nothing;
    rng.shuffle(nothing);
    CHECK(nothing.empty());
}

TEST_CASE("mix: each of its four numbers matters, and in its own place", "[core]") {
    const std::array<std::uint64_t, 5> hashes = {mix(1, 2, 3, 4), mix(2, 1, 3, 4), mix(1, 3, 2, 4),
                                                 mix(1, 2, 4, 3), mix(4, 2, 3, 1)};
    for (std::size_t i = 0; i < hashes.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) CHECK(hashes[i] != hashes[j]);
}

TEST_CASE("mix: is the same everywhere, for dropout is", "[core]") {
    CHECK(mix(1, 2, 3, 4) == 8615622718605270206u);  // computed in Python
}

TEST_CASE("mix: one bit changed changes half of the result", "[core]") {
    double flipped = 0;
    int trials = 0;
    for (std::uint64_t element = 0; element < 64; ++element)
        for (int bit = 0; bit < 64; ++bit, ++trials) {
            const std::uint64_t changed = element ^ (std::uint64_t{1} << bit);
            flipped += std::popcount(mix(7, 1, 2, element) ^ mix(7, 1, 2, changed));
        }
    CHECK_THAT(flipped / trials, WithinAbs(32, 0.5));  // a standard error is 4 / 64
}
