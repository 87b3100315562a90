#include "core/random.h"

#include <chrono>
#include <cmath>
#include <numbers>

#include "core/require.h"

namespace book {
namespace {

constexpr std::uint64_t kGoldenGamma = 0x9E3779B97F4A7C15u;  // 2^64 / golden ratio, odd

}  // namespace

std::uint64_t mix(std::uint64_t seed, std::uint64_t step, std::uint64_t operation,
                  std::uint64_t element) {
    std::uint64_t h = mix(seed + kGoldenGamma);
    h = mix(h ^ (step + kGoldenGamma));
    h = mix(h ^ (operation + kGoldenGamma));
    return mix(h ^ (element + kGoldenGamma));
}

std::uint64_t fresh_seed() {
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    return mix(static_cast<std::uint64_t>(now)) % 1'000'000;
}

std::uint64_t Rng::next() {
    state_ += kGoldenGamma;
    return mix(state_);
}

double Rng::uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

double Rng::normal() {
    // One of Box and Muller's pair; the other is not kept, so that the state is the whole state.
    const double u = 1.0 - uniform();  // in (0, 1]: the logarithm is finite
    const double v = uniform();
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

int Rng::below(int n) {
    require(n > 0, "Rng::below: {} is not positive", n);
    const auto range = static_cast<std::uint64_t>(n);
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % range;  // a multiple of range
    std::uint64_t x = next();
    while (x >= limit) x = next();
    return static_cast<int>(x % range);
}

}  // namespace book
