#include "teacher/harness/teach.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <stdexcept>

#include "core/require.h"
#include "host/environment.h"
#include "teacher/harness/not_written_yet.h"
#include "teacher/harness/report.h"

namespace book::teacher {
namespace {

std::vector<Description>& registry() {
    static std::vector<Description> exercises;
    return exercises;
}

Judgement wrong(const Description& exercise, std::uint64_t seed, const std::string& what) {
    return {Verdict::wrong, "",
            fmt::format("{}  {}: not right yet.\n\n{}\n  BOOK_SEED={} ./book exercise {} repeats "
                        "the check with these numbers.\n",
                        exercise.number, exercise.title, what, seed, exercise.number)};
}

// The mistake that gives these results in every case, or null.
const Mistake* recognise(const Description& exercise, const std::vector<Case>& cases,
                         const std::vector<Matrix>& results) {
    for (const Mistake& mistake : exercise.mistakes) {
        bool fits = true;
        for (std::size_t i = 0; fits && i < cases.size(); ++i)
            fits = same(results[i], mistake.answer(cases[i]));
        if (fits) return &mistake;
    }
    return nullptr;
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

Judgement judge(const Description& exercise, const Answer& answer, std::uint64_t seed,
                const std::function<void(const Case&)>& before) {
    Rng rng(seed);
    const std::vector<Case> cases = exercise.cases(rng);
    std::vector<Matrix> results;
    for (const Case& c : cases) {
        if (before) before(c);
        try {
            results.push_back(answer(c));
        } catch (const NotWrittenYet&) {
            return {
                Verdict::not_written_yet, "",
                fmt::format("{}  {}: not written yet.\n\n  The task is in {}.\n  Write your code "
                            "in place of the call not_written_yet(...), and then run\n  ./book "
                            "exercise {}\n",
                            exercise.number, exercise.title, exercise.file, exercise.number)};
        } catch (const std::exception& error) {
            return wrong(
                exercise, seed,
                inputs_text(c) + "\n" +
                    wrapped(fmt::format("Your function threw an exception: {}.", error.what())));
        } catch (...) {
            return wrong(exercise, seed,
                         inputs_text(c) +
                             "\n  Your function threw something that is not a std::exception.\n");
        }
    }

    for (std::size_t i = 0; i < cases.size(); ++i) {
        const Matrix expected = exercise.right(cases[i]);
        if (same(results[i], expected)) continue;
        std::string text = difference_text(cases[i], expected, results[i]);
        const Mistake* mistake = recognise(exercise, cases, results);
        if (mistake == nullptr) return wrong(exercise, seed, text);
        Judgement judgement = wrong(exercise, seed, text + "\n" + wrapped(mistake->sentence));
        judgement.verdict = Verdict::known_mistake;
        judgement.mistake = mistake->name;
        return judgement;
    }
    return {Verdict::right, "",
            fmt::format("{}  {}: right in all {} cases (BOOK_SEED={}).\n", exercise.number,
                        exercise.title, cases.size(), seed)};
}

std::uint64_t choose_seed() {
    const std::string asked = environment_variable("BOOK_SEED", "");
    if (asked.empty()) {
        const auto now = std::chrono::system_clock::now().time_since_epoch().count();
        return mix(static_cast<std::uint64_t>(now)) % 1'000'000;  // short enough to type
    }
    std::uint64_t seed = 0;
    const char* end = asked.data() + asked.size();
    const auto [stop, error] = std::from_chars(asked.data(), end, seed);
    require_input(error == std::errc{} && stop == end, "BOOK_SEED={} is not a whole number", asked);
    return seed;
}

}  // namespace book::teacher
