// watched_solutions: every solution is right also while the sanitizers watch it, built by the compiler
// and with the options that `./book exercise` gives an answer (reader.cmake). CI runs it; a report of
// a sanitizer ends it.
#include <fmt/core.h>

#include "teacher/harness/judgement.h"
#include "teacher/harness/teach.h"

int main() {
    using namespace book::teacher;
    constexpr int kDraws = 10;  // each with numbers of its own
    const std::uint64_t seed = choose_seed();
    int failures = 0;
    for (const Description& exercise : all_exercises()) {
        // Should a sanitizer end all, it is known where.
        fmt::print(stderr, "{}, from BOOK_SEED={}\n", exercise.number, seed);
        for (int draw = 0; draw < kDraws; ++draw) {
            const Judgement judgement =
                judge(exercise, exercise.answer, seed + static_cast<std::uint64_t>(draw));
            if (judgement.verdict == Verdict::right) continue;
            fmt::print("{}\n", judgement.report);
            ++failures;
        }
    }
    fmt::print("{} solutions, {} failures\n", all_exercises().size(), failures);
    return failures == 0 && !all_exercises().empty() ? 0 : 1;
}
