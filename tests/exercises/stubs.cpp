// stubs: what a reader sees who has done nothing yet is a sentence for every exercise.
//
// It is built with exercises/NN_name/checks/k_name.stub. With BOOK_STRICT in the environment (CI) the
// files under exercises/, which a reader edits, must still be the same.
#include <fmt/core.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "teacher/harness/judgement.h"
#include "teacher/harness/teach.h"

namespace {

std::string contents(const std::string& file) {
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

// exercises/05_softmax/1_softmax.cpp -> exercises/05_softmax/checks/1_softmax.stub
std::string stub_of(const std::string& file) {
    const std::filesystem::path answer = file;
    return (answer.parent_path() / "checks" / answer.stem()).string() + ".stub";
}

}  // namespace

int main() {
    using namespace book::teacher;
    const bool strict = std::getenv("BOOK_STRICT") != nullptr;
    int failures = 0;
    const auto complain = [&failures](const Description& exercise, const std::string& what) {
        fmt::print("{}: {}\n", exercise.number, what);
        ++failures;
    };
    for (const Description& exercise : all_exercises()) {
        const std::string stub = stub_of(exercise.file);
        const std::string text = contents(BOOK_SOURCE_DIR "/" + stub);
        if (text.rfind(fmt::format("// {}  {}\n", exercise.number, exercise.title), 0) != 0)
            complain(exercise, stub + " has another first line");
        if (text.find("not_written_yet(") == std::string::npos)
            complain(exercise, stub + " has no hole");
        if (strict && contents(BOOK_SOURCE_DIR "/" + exercise.file) != text)
            complain(exercise, exercise.file + " is not its stub");

        const Judgement judgement = judge(exercise, exercise.answer, choose_seed());
        if (judgement.verdict != Verdict::not_written_yet ||
            judgement.report.find(exercise.file) == std::string::npos)
            complain(exercise, "a hole that is not found to be one\n" + judgement.report);
    }
    fmt::print("{} exercises, {} failures\n", all_exercises().size(), failures);
    return failures == 0 && !all_exercises().empty() ? 0 : 1;
}
