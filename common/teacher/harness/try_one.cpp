// experiment_N: tries the one experiment that it was linked with. Status 0: all of the rubric is met;
// 1: not yet; 2: it cannot be tried.
#include <fmt/core.h>

#include "cli/terminal.h"
#include "core/require.h"
#include "teacher/harness/not_written_yet.h"
#include "teacher/harness/rubric.h"

int main() {
    using namespace book::teacher;
    const Experiment& experiment = all_experiments().at(0);
    const std::string name = fmt::format("Experiment {}  {}", experiment.number, experiment.title);
    try {
        const Report report = experiment.run();
        fmt::print("{}: {}\n\n{}", name,
                   report.met() ? "every point is met." : "not every point is met yet.",
                   to_text(report, book::detect_terminal().width));
        return report.met() ? 0 : 1;
    } catch (const book::NotWrittenYet&) {
        fmt::print("{}: not begun yet.\n\n  The task is in {}.\n", name, experiment.file);
        return 1;
    } catch (const std::exception& error) {
        fmt::print(stderr, "book: experiment {}: {}\n", experiment.number, error.what());
        return 2;
    }
}
