// stubs: what a reader sees who has done nothing yet is a sentence for every exercise.
//
// A reader may have filled some holes already; those are named and left alone. With BOOK_STRICT in
// the environment (CI) every hole must be there.
#include <fmt/core.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "exercises/teach.h"

namespace {

std::string contents(const std::string& file) {
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

}  // namespace

int main() {
    using namespace book::teach;
    const bool strict = std::getenv("BOOK_STRICT") != nullptr;
    int failures = 0, holes = 0;
    for (const Exercise& exercise : all_exercises()) {
        const std::string text = contents(BOOK_SOURCE_DIR "/" + exercise.file);
        if (text.find("not_written_yet(") == std::string::npos) {
            fmt::print("{}: {}\n", exercise.number,
                       text.empty() ? "its file is missing" : "edited");
            failures += strict || text.empty() ? 1 : 0;
            continue;
        }
        const Finding finding = judge(exercise, exercise.answer, choose_seed());
        const bool in_words = finding.verdict == Verdict::not_written_yet &&
                              finding.report.find(exercise.file) != std::string::npos;
        const bool named =
            text.rfind(fmt::format("// {}  {}\n", exercise.number, exercise.title), 0) == 0;
        if (!in_words || !named) {
            fmt::print(
                "{}: {}\n{}", exercise.number,
                named ? "a hole that is not found to be one" : "its file has another first line",
                finding.report);
            ++failures;
        }
        ++holes;
    }
    fmt::print("{} exercises, {} holes, {} failures\n", all_exercises().size(), holes, failures);
    return failures == 0 && !all_exercises().empty() ? 0 : 1;
}
