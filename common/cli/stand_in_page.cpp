#include "cli/stand_in_page.h"

#include <algorithm>
#include <cmath>

#include "core/display_width.h"
#include "core/require.h"
#include "tensor/stand_in.h"

namespace book {
namespace {

// Two orders of the same sum differ by some millionths; another formula by more.
constexpr double kClose = 1e-4;

std::string in_words(const std::vector<std::string>& parts) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i)
        text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
    return text;
}

}  // namespace

std::vector<std::string> split_own_parts(const std::string& numbers) {
    const std::vector<std::string> known = stand_in_exercises();
    std::vector<std::string> asked;
    for (std::size_t begin = 0; begin <= numbers.size();) {
        const std::size_t end = std::min(numbers.find(',', begin), numbers.size());
        const std::string number = numbers.substr(begin, end - begin);
        require_input(has_place_in_machine(number),
                      "--mine: \"{}\" has no place in the machine; those that have: {}",
                      printable(number), in_words(known));
        if (std::count(asked.begin(), asked.end(), number) == 0) asked.push_back(number);
        begin = end + 1;
    }
    return asked;
}

bool has_place_in_machine(const std::string& number) {
    const std::vector<std::string> known = stand_in_exercises();
    return std::count(known.begin(), known.end(), number) == 1;
}

void put_in_own_parts(Page& page, const std::string& numbers) {
    if (numbers.empty()) return;
    for (const std::string& number : split_own_parts(numbers))
        require_input(use_stand_in(number),
                      "--mine: this program was built without your {}; ./book run N --mine {} "
                      "builds it in",
                      number, number);
    std::vector<std::string> yours, forward;
    for (const StandInRecord& part : stand_in_records()) {
        yours.push_back(fmt::format("**{}** ({})", part.exercise, part.title));
        if (!part.gradient && part.exercise != "3.1") forward.push_back(part.exercise);
    }
    std::string text = fmt::format("This run is partly yours. Your own {} {} in for the library's.",
                                   in_words(yours), yours.size() == 1 ? "stands" : "stand");
    if (!forward.empty())
        text += fmt::format(
            " It is the way forwards that {} {} yours: where the chapter learns, the gradient is "
            "still the library's.",
            in_words(forward), forward.size() == 1 ? "makes" : "make");
    page.text(text + " At the end stands how far apart the two are.");
}

void compare_own_parts(Page& page) {
    const std::vector<StandInRecord> parts = stand_in_records();
    if (parts.empty()) return;
    page.section("Your part in the machine");
    page.text(R"md(
        Each time the chapter asked for one of these, yours and the library's were both called, and yours
        was used. The difference is the largest between two of their numbers, beside the largest number
        of the library's. The times are those that the callers waited, added up. The library's may be the
        longer one where it wakes a second thread and the machine is busy elsewhere.)md");
    Table table{"exercise",         {"calls", ","},       {"difference", ".2g"},
                {"largest", ".3g"}, {"yours, ms", ".1f"}, {"library, ms", ".1f"}};
    for (const StandInRecord& part : parts) {
        table.add(part.exercise + " " + part.title, part.calls, part.difference, part.largest,
                  timed(1e3 * part.seconds), timed(1e3 * part.library_seconds));
        const std::string name = "mine." + part.exercise;
        page.data(name + ".calls", part.calls);
        page.data(name + ".difference", part.difference);
        page.timing(name + ".seconds", part.seconds);
        page.timing(name + ".library_seconds", part.library_seconds);
    }
    page.show(table, "What this chapter asked of you");
    for (const StandInRecord& part : parts) {
        if (part.calls == 0) continue;
        page.check(
            fmt::format("your {} and the library's agree to a ten-thousandth", part.exercise),
            part.trouble.empty() && part.difference <= kClose * part.largest);
    }
    for (const StandInRecord& part : parts) {
        if (part.calls == 0)
            page.text(fmt::format("{}: this chapter never asked for it.", part.exercise));
        if (!part.trouble.empty())
            page.text(fmt::format("{} did not finish, and the library helped out: `{}`",
                                  part.exercise, printable(part.trouble)));
    }
}

}  // namespace book
