#include "teacher/harness/teach.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <exception>
#include <utility>

#include "core/require.h"
#include "host/environment.h"
#include "teacher/harness/report.h"

namespace book::teacher {
namespace {

std::vector<Description>& registry() {
    static std::vector<Description> exercises;
    return exercises;
}

// Two answers that none of the cases tells apart; "" if there are none.
std::string alike(const std::vector<Case>& cases, const Answer& right,
                  const std::vector<Mistake>& mistakes) {
    std::vector<std::pair<std::string, std::vector<Matrix>>> known{
        {"what is right", given_by(right, cases)}};
    for (const Mistake& mistake : mistakes) {
        std::vector<Matrix> given = given_by(mistake.answer, cases);
        for (const auto& [name, other] : known)
            if (std::equal(given.begin(), given.end(), other.begin(), same))
                return mistake.name + " and " + name;
        known.emplace_back(mistake.name, std::move(given));
    }
    return "";
}

// A mistake shows only where it matters: to count a run of words more often than allowed, a sentence must
// repeat one. So cases are drawn until every mistake gives something else than what is right, and than
// every other mistake.
std::vector<Case> telling_cases(const Description& exercise, Rng& rng) {
    if (exercise.mistakes.empty()) return exercise.cases(rng);  // of an open experiment
    std::string two;
    for (int attempt = 0; attempt < 1000; ++attempt) {
        std::vector<Case> cases = exercise.cases(rng);
        two = alike(cases, exercise.right, exercise.mistakes);
        if (two.empty()) return cases;
    }
    throw Error(exercise.number + ": no cases tell these apart, however they are drawn: " + two);
}

}  // namespace

Register::Register(Description exercise) {
    exercise.cases = [drawn = exercise](Rng& rng) { return telling_cases(drawn, rng); };
    std::vector<Description>& all = registry();
    all.push_back(std::move(exercise));
    std::sort(all.begin(), all.end(),
              [](const Description& a, const Description& b) { return a.file < b.file; });
}

const std::vector<Description>& all_exercises() { return registry(); }

std::vector<Matrix> given_by(const Answer& answer, const std::vector<Case>& cases) {
    std::vector<Matrix> all;
    all.reserve(cases.size());
    for (const Case& c : cases) {
        try {
            all.push_back(answer(c));
        } catch (const std::exception&) {
            all.emplace_back();
        }
    }
    return all;
}

Answer take_answer() {
    Answer answer = std::move(registry().at(0).answer);
    registry().clear();
    return answer;
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
