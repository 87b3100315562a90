#include "teacher/harness/teach.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/require.h"
#include "host/environment.h"

namespace book::teacher {
namespace {

std::vector<Description>& registry() {
    static std::vector<Description> exercises;
    return exercises;
}

}  // namespace

Register::Register(Description exercise) {
    std::vector<Description>& all = registry();
    all.push_back(std::move(exercise));
    std::sort(all.begin(), all.end(),
              [](const Description& a, const Description& b) { return a.file < b.file; });
}

const std::vector<Description>& all_exercises() { return registry(); }

Description take_exercise() {
    Description exercise = std::move(registry().at(0));
    registry().clear();
    exercise.right = nullptr;
    exercise.mistakes.clear();
    return exercise;
}

Matrix draw(Shape shape, Rng& rng, double deviation) {
    Matrix m = randn(shape, rng, deviation);
    for (real& x : m.flat()) x = std::round(x * 100) / 100;
    return m;
}

Case queries_and_keys(const char* about, int n, int m, int d, Rng& rng) {
    const Matrix q = draw({n, d}, rng);
    const Matrix k = draw({m, d}, rng);
    return {about, {{"q", q}, {"k", k}}};
}

std::uint64_t choose_seed() {
    const std::string asked = environment_variable("BOOK_SEED", "");
    if (asked.empty()) return fresh_seed();
    std::uint64_t seed = 0;
    const char* end = asked.data() + asked.size();
    const auto [stop, error] = std::from_chars(asked.data(), end, seed);
    require_input(error == std::errc{} && stop == end, "BOOK_SEED={} is not a whole number", asked);
    return seed;
}

}  // namespace book::teacher
