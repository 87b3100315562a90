#include "app/own_parts.h"

#include <algorithm>

#include "core/require.h"
#include "host/places.h"
#include "host/signals.h"
#include "teacher/check.h"
#include "teacher/course.h"
#include "teacher/machine_parts.h"

namespace book {
namespace {

const char* what_it_is(teacher::Outcome outcome) {
    using teacher::Outcome;
    switch (outcome) {
        case Outcome::not_written_yet:
            return "is not written yet";
        case Outcome::does_not_compile:
            return "does not compile yet";
        case Outcome::crashed:
            return "does not finish";
        default:
            return "is not right yet";
    }
}

}  // namespace

std::string asked_for_own_parts(const std::vector<std::string>& args) {
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (args[i].rfind("--mine=", 0) == 0) return args[i].substr(7);
        if (args[i] == "--mine" && i + 1 < args.size()) return args[i + 1];
    }
    return "";
}

std::filesystem::path build_own_parts(const std::string& numbers,
                                      const std::vector<Chapter>& chapters) {
    const std::vector<std::string> asked = teacher::split_own_parts(numbers);
    const teacher::Course course(home_folder());
    teacher::Workshop shop = teacher::workshop();
    const Interrupt interrupt;
    shop.stop = [&] { return interrupt.asked(); };
    std::string option = "BOOK_MINE=";
    std::vector<teacher::ReadersFile> files;
    for (const std::string& number : asked) {
        const teacher::Exercise& exercise = course.find(number);
        const teacher::CheckResult result = check(exercise, shop);
        if (result.outcome == teacher::Outcome::stopped) return "";
        keep(exercise, result);
        require_input(result.outcome == teacher::Outcome::right,
                      "--mine: your {} {}; ./book exercise {} says more", number,
                      what_it_is(result.outcome), number);
        files.push_back({exercise.answer, "own_parts/CMakeFiles/mine.dir"});
        option += (option.back() == '=' ? "" : ";") + number;
    }
    std::vector<std::string> targets(chapters.size());
    std::transform(chapters.begin(), chapters.end(), targets.begin(),
                   [](const Chapter& chapter) { return "mine_" + chapter.folder; });
    return build_with(option, targets, files, shop) ? program_folder() / "mine" : "";
}

}  // namespace book
