// exercise_N_k: checks the one exercise that it was linked with. Status 0: right; 1: not yet; 2: usage.
//
//     exercise_N_k                prints the verdict
//     exercise_N_k --verdict FD   writes it to that file descriptor, an object of JSON a line: before
//                                 each case {"verdict": "running", "seed": 3, "report": the case}, at
//                                 the end {"verdict": "right", "mistake": null, "seed": 3, "report":
//                                 what to print}. Standard output is then the reader's own.
#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "core/require.h"
#include "host/process.h"
#include "render/json.h"
#include "teacher/harness/report.h"
#include "teacher/harness/still_running.h"
#include "teacher/harness/teach.h"

// What the sanitizers ask for before main(), if the answer is built with them: a trace for a failed
// assert, too; no leaks, which are no wrong answer.
// NOLINTBEGIN(bugprone-reserved-identifier): the name is theirs
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
    return "detect_leaks=0:handle_abort=1:handle_sigfpe=1:allocator_may_return_null=0";
}
// NOLINTEND(bugprone-reserved-identifier)

namespace {

using namespace book::teacher;
using nlohmann::ordered_json;

const char* name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::right:
            return "right";
        case Verdict::not_written_yet:
            return "not_written_yet";
        case Verdict::known_mistake:
            return "known_mistake";
        case Verdict::wrong:
            break;
    }
    return "wrong";
}

void tell(int file, std::uint64_t seed, const char* verdict, const std::string& mistake,
          const std::string& report) {
    ordered_json word{
        {"verdict", verdict}, {"mistake", nullptr}, {"seed", seed}, {"report", report}};
    if (!mistake.empty()) word["mistake"] = mistake;
    // What the answer throws may say anything, UTF-8 or not.
    book::write_report(file, book::one_line(word) + '\n');
}

int check(int verdict_file) {
    const Description& exercise = all_exercises().at(0);
    const std::uint64_t seed = choose_seed();
    const auto deadline = look_up_before_limit();
    if (verdict_file < 0) {
        const Judgement judgement = judge(exercise, exercise.answer, seed);
        fmt::print("{}", judgement.report);
        return judgement.verdict == Verdict::right ? 0 : 1;
    }
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // what was printed before a crash is seen
    const Judgement judgement = judge(exercise, exercise.answer, seed, [&](const Case& c) {
        tell(verdict_file, seed, "running", "", inputs_text(c));
    });
    tell(verdict_file, seed, name_of(judgement.verdict), judgement.mistake, judgement.report);
    return judgement.verdict == Verdict::right ? 0 : 1;
}

}  // namespace

// Any other exception is a mistake in the book, and ends the program with a trace.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char** argv) {
    try {
        const bool told = argc == 3 && std::string(argv[1]) == "--verdict";
        book::require_input(told || argc == 1, "{} takes nothing but --verdict FD", argv[0]);
        return check(told ? std::atoi(argv[2]) : -1);
    } catch (const book::InputError& error) {
        fmt::print(stderr, "book: {}\n", error.what());
        return 2;
    }
}
