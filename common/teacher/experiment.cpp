#include "teacher/experiment.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "cli/command_line.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/require.h"
#include "host/files.h"
#include "host/places.h"
#include "host/process.h"
#include "host/signals.h"
#include "teacher/check.h"

namespace book::teacher {
namespace {

namespace fs = std::filesystem;

const OpenExperiment& find(const std::vector<OpenExperiment>& experiments,
                           const std::string& number) {
    const auto asked = std::find_if(experiments.begin(), experiments.end(),
                                    [&](const OpenExperiment& e) { return e.number == number; });
    require_input(asked != experiments.end(),
                  "there is no experiment \"{}\"; ./book experiment lists them", number);
    return *asked;
}

// False: Ctrl-C came.
bool build_program(const std::string& name, const fs::path& answer, Workshop shop) {
    const Interrupt interrupt;
    shop.stop = [&] { return interrupt.asked(); };
    const ReadersFile file{answer, "experiments/CMakeFiles/" + name + ".dir"};
    return build_with("", {name}, {file}, shop);
}

// Builds it, and becomes it.
int try_out(const OpenExperiment& experiment) {
    require_input(fs::exists(home_folder() / experiment.file), "{} no longer exists",
                  experiment.file);
    const Workshop shop = workshop();
    const std::string program = "experiment_" + experiment.number;
    if (!build_program(program, home_folder() / experiment.file, shop)) return kInterruptedStatus;
    become_program(shop.build / "exercises" / "experiments" / program, {});
}

}  // namespace

// The reader's file may be half deleted: what it is called stands in the solution, too.
std::vector<OpenExperiment> list_experiments(const fs::path& home) {
    std::vector<OpenExperiment> experiments;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(home / "solutions" / "experiments", none)) {
        const std::string name = entry.path().filename().string();
        const std::string text = text_of(entry.path());
        const std::string number = name.substr(0, name.find('_'));
        const std::string head = "// Experiment " + number + "  ";
        if (text.rfind(head, 0) != 0) continue;
        experiments.push_back({number, text.substr(head.size(), text.find('\n') - head.size()),
                               "exercises/experiments/" + name});
    }
    std::sort(experiments.begin(), experiments.end(),
              [](const auto& a, const auto& b) { return a.number < b.number; });
    return experiments;
}

int experiment_main(int argc, char** argv) {
    std::vector<std::string> words;
    Options options(
        "./book experiment",
        "The open experiments: runs your version of one, and judges it by a rubric. You edit its\n"
        "file in exercises/experiments. Status 0: every point of the rubric is met; 1: not yet.");
    options.positional("N", words, 0, 1, "its number; if it is left out, a list");
    return run_tool(argc, argv, options, [&] {
        const std::vector<OpenExperiment> experiments = list_experiments(home_folder());
        if (!words.empty()) return try_out(find(experiments, words[0]));
        for (const OpenExperiment& e : experiments) {
            const std::string line = fmt::format("{}  {}", e.number, e.title);
            // Paths are not broken: one that does not fit beside its title stands below it.
            const bool fits = 41 + display_width(e.file) <= detect_terminal().width;
            fmt::print("{}{}{}\n", fits ? pad(line, 39) : line, fits ? "  " : "\n   ", e.file);
        }
        return 0;
    });
}

}  // namespace book::teacher
