// exercise_N_k: calls the one function that it was linked with, once for each case, and hands back what
// came of it (results.h). It does not judge: a reader's code has the run of this process, and could say
// what it likes here. What is right is worked out in another one (check_one.cpp), which never runs it.
//
//     exercise_N_k                 writes to standard output, for a look or a debugger
//     exercise_N_k --results FD    writes to that file descriptor; standard output is the reader's own
//
// BOOK_SEED says which cases. Status 0: the function came back from all of them; 2: usage.
#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/display_width.h"
#include "core/require.h"
#include "host/process.h"
#include "host/standard_files.h"
#include "teacher/harness/not_written_yet.h"
#include "teacher/harness/results.h"
#include "teacher/harness/still_running.h"
#include "teacher/harness/teach.h"

// What the sanitizers ask for before main(), if the answer is built with them: a trace for a failed
// assert, too; no leaks, which are no wrong answer; and memory that nobody has written to is not a
// number, so that no sum or maximum that begins with it can be right.
// NOLINTBEGIN(bugprone-reserved-identifier): the name is theirs
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
    return "detect_leaks=0:handle_abort=1:handle_sigfpe=1:allocator_may_return_null=0:"
           "max_malloc_fill_size=1000000000:malloc_fill_byte=255";
}
// NOLINTEND(bugprone-reserved-identifier)

namespace {

using namespace book::teacher;

constexpr std::size_t kLongest = 1000;  // bytes of what an exception says

// What came of one case. An exception ends the lot, as it ends the verdict.
std::string line_of_case(const Answer& answer, int number, const Case& c, bool& came_back) {
    came_back = false;
    try {
        const book::Matrix result = answer(c);
        came_back = true;
        return returned_line(number, result);
    } catch (const book::NotWrittenYet&) {
        return not_written_yet_line(number);
    } catch (const std::exception& error) {
        const std::string what = error.what();
        return threw_line(number, what.empty() ? "(it says nothing)" : what.substr(0, kLongest));
    } catch (...) {
        return threw_line(number, "");
    }
}

int try_all(int file) {
    const std::uint64_t seed = choose_seed();
    book::Rng rng(seed);
    const std::vector<Case> cases = all_exercises().at(0).cases(rng);
    const Answer answer = take_answer();
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // what was printed before a crash is seen
    const auto deadline = look_up_before_limit();
    bool came_back = true;
    for (std::size_t i = 0; came_back && i < cases.size(); ++i) {
        const int number = static_cast<int>(i);
        book::write_report(file, begun_line(number));
        book::write_report(file, line_of_case(answer, number, cases[i], came_back));
    }
    return came_back ? 0 : 1;
}

}  // namespace

// Any other exception is a mistake in the book, and ends the program with a trace.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char** argv) {
    try {
        const bool told = argc == 3 && std::string(argv[1]) == "--results";
        book::require_input(told || argc == 1, "{} takes nothing but --results FD", argv[0]);
        return try_all(told ? std::atoi(argv[2]) : 1);
    } catch (const book::InputError& error) {
        book::print_to_stderr(fmt::format("book: {}\n", book::printable(error.what())));
        return 2;
    }
}
