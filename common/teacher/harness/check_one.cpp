// judge_N_k: judges what came of a reader's function, which another program has called (answer_one.cpp):
// it works out for itself what the cases are and what is right. It is linked with the stub of the
// exercise where a description asks for a function, and no code of the reader's is in it.
//
//     exercise_N_k | judge_N_k     prints the verdict; both need the same BOOK_SEED
//     judge_N_k --verdict FD       writes it to that file descriptor, an object of JSON: {"verdict":
//                                  "right", "mistake": null, "seed": 3, "report": what to print}. The
//                                  verdict is "unfinished" if not every case has come back, and the
//                                  report is the case in which it happened, if one was begun.
// Status 0: right; 1: not yet; 2: usage.
#include <fmt/core.h>

#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "core/display_width.h"
#include "core/require.h"
#include "host/process.h"
#include "host/standard_files.h"
#include "render/json.h"
#include "teacher/harness/judgement.h"
#include "teacher/harness/not_written_yet.h"
#include "teacher/harness/report.h"
#include "teacher/harness/results.h"
#include "teacher/harness/teach.h"

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

std::string all_of_stdin() {
    std::string text;
    std::array<char, 1 << 14> block;
    while (const std::size_t n = book::read_from_stdin(block)) text.append(block.data(), n);
    return text;
}

// The answer once more, from what it gave: case after case, as it was called.
Answer replay(const Results& results) {
    return [&results, next = std::size_t{0}](const Case&) mutable {
        if (next < results.returned.size()) return results.returned[next++];
        if (results.end == Results::End::not_written_yet) throw book::NotWrittenYet{};
        if (results.end == Results::End::absurd)
            throw NoResult(
                fmt::format("Your function gave a matrix of {} rows and {} columns. Is one of "
                            "these numbers, with "
                            "which you made it, negative, or has it no value?",
                            results.absurd.rows, results.absurd.cols));
        if (results.thrown.empty()) throw 0;  // something that is not a std::exception
        throw std::runtime_error(results.thrown);
    };
}

struct Word {
    std::string verdict, mistake, report;
};

Word word_about(const Results& results, const Description& exercise, std::uint64_t seed) {
    book::Rng rng(seed);
    const std::vector<Case> cases = exercise.cases(rng);
    const std::size_t known = results.returned.size();
    if (known < cases.size() && results.end == Results::End::open)
        return {"unfinished", "", results.begun ? inputs_text(cases[known]) : ""};
    const Judgement judgement = judge(exercise, replay(results), seed);
    return {name_of(judgement.verdict), judgement.mistake, judgement.report};
}

int check(int verdict_file) {
    const std::uint64_t seed = choose_seed();
    const Word word = word_about(read_results(all_of_stdin()), all_exercises().at(0), seed);
    if (verdict_file < 0) {
        book::print_to_stdout(word.report);
    } else {
        ordered_json object{{"verdict", word.verdict},
                            {"mistake", nullptr},
                            {"seed", seed},
                            {"report", word.report}};
        if (!word.mistake.empty()) object["mistake"] = word.mistake;
        // What the answer throws may say anything, UTF-8 or not.
        book::write_report(verdict_file, book::one_line(object) + '\n');
    }
    return word.verdict == "right" ? 0 : 1;
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
        book::print_to_stderr(fmt::format("book: {}\n", book::printable(error.what())));
        return 2;
    }
}
