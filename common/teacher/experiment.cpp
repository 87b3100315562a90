#include "teacher/experiment.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "cli/command_line.h"
#include "core/require.h"
#include "host/files.h"
#include "host/places.h"
#include "host/process.h"
#include "host/signals.h"
#include "teacher/check.h"

namespace book::teacher {
namespace {

namespace fs = std::filesystem;

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
        "The open experiments: tries what you have made of one, and judges it by a rubric. You\n"
        "edit its file in exercises/experiments. Status 0: all of the rubric is met; 1: not "
        "yet.");
    options.positional("N", words, 0, 1, "its number; without it, a list");
    return run_tool(argc, argv, options, [&] {
        const std::vector<OpenExperiment> experiments = list_experiments(home_folder());
        std::string list;
        for (const OpenExperiment& e : experiments)
            list += fmt::format("{}  {:<36}  {}\n", e.number, e.title, e.file);
        if (words.empty()) {
            fmt::print("{}", list);
            return 0;
        }
        const auto asked = std::find_if(experiments.begin(), experiments.end(),
                                        [&](const auto& e) { return e.number == words[0]; });
        require_input(asked != experiments.end(),
                      "there is no experiment \"{}\"; ./book experiment lists them", words[0]);
        require_input(fs::exists(home_folder() / asked->file), "{} is not there any more",
                      asked->file);
        Workshop shop = workshop();
        bool built = false;
        {
            const Interrupt interrupt;
            shop.stop = [&] { return interrupt.asked(); };
            built = build_with("", {"experiment_" + asked->number}, shop);
        }
        if (!built) return kInterruptedStatus;
        become_program(shop.build / "exercises" / "experiments" / ("experiment_" + asked->number),
                       {});
    });
}

}  // namespace book::teacher
