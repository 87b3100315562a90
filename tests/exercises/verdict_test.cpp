// What does a verdict look like?
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "catch.h"
#include "core/display_width.h"
#include "environment_variable.h"
#include "teacher/harness/judgement.h"
#include "teacher/harness/teach.h"

using namespace book;
using namespace book::teacher;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

template <class F>
void for_each_verdict(F f) {
    const std::uint64_t seed = choose_seed();
    for (const Description& exercise : all_exercises())
        for (const Mistake& mistake : exercise.mistakes) {
            const Judgement judgement = judge(exercise, mistake.answer, seed);
            INFO("BOOK_SEED=" << seed << "\n" << judgement.report);
            f(exercise, judgement.report);
        }
}

}  // namespace

TEST_CASE("a verdict begins with the verdict, then come words, the case, and the numbers",
          "[exercises]") {
    for_each_verdict([](const Description& exercise, const std::string& report) {
        const std::string headline =
            fmt::format("{}  {}: not right yet.\n\n  ", exercise.number, exercise.title);
        CHECK(report.rfind(headline, 0) == 0);
        const std::size_t the_case = report.find("\n  The case: "),
                          expected = report.find("expected (");
        CHECK(the_case > headline.size());  // the words
        CHECK(the_case < expected);
        CHECK(expected < report.find("got ("));
    });
}

TEST_CASE("in a window of 80 by 24 a verdict keeps its headline", "[exercises]") {
    const EnvironmentVariable columns("COLUMNS", std::to_string(80));
    int too_long = 0, all = 0;
    for_each_verdict([&](const Description&, const std::string& report) {
        const std::vector<std::string> lines = lines_of(report);
        ++all;
        too_long += lines.size() > 23 ? 1 : 0;
        CHECK(lines.size() <= 27);  // many inputs and many words
    });
    CHECK(too_long * 20 <= all);
}

TEST_CASE("a verdict is no wider than the window, and its words are whole", "[exercises]") {
    for (const int width : {60, 120}) {
        const EnvironmentVariable columns("COLUMNS", std::to_string(width));
        for_each_verdict([width](const Description& exercise, const std::string& report) {
            std::string words;
            for (const std::string& line : lines_of(report)) {
                CHECK(display_width(line) <= width);
                words +=
                    line.substr(std::min<std::size_t>(line.find_first_not_of(' '), line.size())) +
                    " ";
            }
            CHECK(
                words.find(fmt::format(" ./book exercise {} repeats the check with these numbers. ",
                                       exercise.number)) != std::string::npos);
        });
    }
}
