// judge_experiments N FILE: judges what a reader's version of open experiment N gives, which another
// program has called (answer_one.cpp), and whose results stand in the file. No code of the reader's is in
// this one. Status 0: all of the rubric is met; 1: not yet; 2: it cannot be judged.
#include <fmt/core.h>

#include "cli/exception_words.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/require.h"
#include "host/files.h"
#include "host/standard_files.h"
#include "teacher/harness/results.h"
#include "teacher/harness/rubric.h"

namespace {

using namespace book::teacher;

// Why there is nothing to judge, "" if there is: a headline, and what stands below it.
std::string why_not(const Results& results, const Experiment& experiment) {
    if (results.end == Results::End::not_written_yet)
        return fmt::format("not begun yet.\n\n  The task is in {}.\n", experiment.file);
    const std::string wrong = "your function gave nothing to judge.\n\n";
    if (results.end == Results::End::threw)
        return wrong + fmt::format("  It threw an exception: {}.\n", results.thrown);
    if (results.end == Results::End::absurd)
        return wrong + fmt::format("  It gave a matrix of {} rows and {} columns.\n",
                                   results.absurd.rows, results.absurd.cols);
    if (results.returned.empty()) return wrong + "  It ended the program, and did not come back.\n";
    return "";
}

const Experiment& find(const std::string& number) {
    for (const Experiment& experiment : all_experiments())
        if (std::to_string(experiment.number) == number) return experiment;
    throw book::InputError("there is no experiment " + number);
}

int judge(const Experiment& experiment, const std::string& file) {
    const std::string name = fmt::format("Experiment {}  {}", experiment.number, experiment.title);
    const Results results = read_results(book::text_of(file));
    const std::string none = why_not(results, experiment);
    if (!none.empty()) {
        book::print_to_stdout(fmt::format("{}: {}", name, none));
        return 1;
    }
    const Report report = experiment.judge(results.returned[0]);
    book::print_to_stdout(fmt::format(
        "{}: {}\n\n{}", name, report.met() ? "every point is met." : "not every point is met yet.",
        to_text(report, book::detect_terminal().width)));
    return report.met() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        book::require_input(argc == 3, "{} takes a number, and a file of results", argv[0]);
        return judge(find(argv[1]), argv[2]);
    } catch (const std::exception& error) {
        book::print_to_stderr(fmt::format("book: {}\n", book::printable(book::in_words(error))));
        return 2;
    }
}
