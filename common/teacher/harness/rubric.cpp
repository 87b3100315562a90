#include "teacher/harness/rubric.h"

#include <algorithm>
#include <sstream>

#include "cli/terminal.h"
#include "core/require.h"

namespace book::teacher {
namespace {

std::vector<Experiment>& experiments() {
    static std::vector<Experiment> all;
    return all;
}

}  // namespace

RegisterExperiment::RegisterExperiment(Experiment experiment) {
    experiments().push_back(std::move(experiment));
}

const std::vector<Experiment>& all_experiments() { return experiments(); }

bool Report::met() const {
    return !criteria.empty() &&
           std::all_of(criteria.begin(), criteria.end(), [](const Criterion& c) { return c.met; });
}

std::string to_text(const Report& report, int width) {
    std::string text;
    for (const Criterion& criterion : report.criteria) {
        std::string mark = criterion.met ? "  ✓ " : "  ✗ ";
        for (const std::string& line :
             wrap(fmt::format("{}: {}", criterion.what, criterion.measured), width - 4)) {
            text += mark + line + "\n";
            mark = "    ";
        }
    }
    text += "\n";
    for (const std::string& line : wrap("The limits of this test: " + report.cannot_see, width - 2))
        text += "  " + line + "\n";
    return text;
}

}  // namespace book::teacher
