// exercise_N_k: checks the one exercise that it was linked with. Status 0: right; 1: not yet; 2: usage.
#include <fmt/core.h>

#include "core/require.h"
#include "exercises/teach.h"

int main() {
    using namespace book::teach;
    try {
        const Exercise& exercise = all_exercises().at(0);
        const Finding finding = judge(exercise, exercise.answer, choose_seed());
        fmt::print("{}", finding.report);
        return finding.verdict == Verdict::right ? 0 : 1;
    } catch (const book::InputError& error) {
        fmt::print(stderr, "book: {}\n", error.what());
        return 2;
    }
}
