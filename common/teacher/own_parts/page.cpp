#include "teacher/own_parts/page.h"

#include "cli/run_chapter.h"
#include "core/display_width.h"
#include "core/require.h"
#include "teacher/machine_parts.h"
#include "teacher/own_parts/compare.h"
#include "teacher/own_parts/own_parts.h"

namespace book::teacher {
namespace {

// Two orders of the same sum differ by some millionths; another formula by more.
constexpr double kClose = 1e-4;

}  // namespace

void put_in_own_parts(Page& page, const std::string& numbers) {
    for (const std::string& number : split_own_parts(numbers))
        require_built_in(use_own_part(number), number);
    std::vector<std::string> yours, forward;
    for (const OwnPartRecord& record : own_part_records()) {
        const MachinePart& part = record.part;
        yours.push_back(fmt::format("**{}** ({})", part.exercise, part.title));
        if (part.librarys_gradient) forward.push_back(part.exercise);
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
    const std::vector<OwnPartRecord> records = own_part_records();
    if (records.empty()) return;
    page.section("Your part in the machine");
    page.text(R"md(
        Each time the chapter asked for one of these, yours and the library's were both called, and yours
        was used. The difference is the largest between two of their numbers, beside the largest number
        of the library's. The times are those that the callers waited, added up. The library's may be the
        longer one where it wakes a second thread and the machine is busy elsewhere.)md");
    Table table{"exercise",         {"calls", ","},       {"difference", ".2g"},
                {"largest", ".3g"}, {"yours, ms", ".1f"}, {"library, ms", ".1f"}};
    for (const OwnPartRecord& record : records) {
        table.add(record.part.exercise + " " + record.part.title, record.calls, record.difference,
                  record.largest, timed(1e3 * record.seconds), timed(1e3 * record.library_seconds));
        const std::string name = "mine." + record.part.exercise;
        page.data(name + ".calls", record.calls);
        page.data(name + ".difference", record.difference);
        page.timing(name + ".seconds", record.seconds);
        page.timing(name + ".library_seconds", record.library_seconds);
    }
    page.show(table, "What this chapter asked of you");
    for (const OwnPartRecord& record : records) {
        if (record.calls == 0) continue;
        page.check(fmt::format("your {} and the library's agree to a ten-thousandth",
                               record.part.exercise),
                   record.trouble.empty() && record.difference <= kClose * record.largest);
    }
    for (const OwnPartRecord& record : records) {
        if (record.calls == 0)
            page.text(fmt::format("{}: this chapter never asked for it.", record.part.exercise));
        if (!record.trouble.empty())
            page.text(fmt::format("{} did not finish, and the library helped out: `{}`",
                                  record.part.exercise, printable(record.trouble)));
    }
}

}  // namespace book::teacher
