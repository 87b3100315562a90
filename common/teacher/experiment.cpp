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
#include "host/scratch_folder.h"
#include "host/signals.h"
#include "host/standard_files.h"
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

// An experiment is built and called as an exercise is.
Exercise as_exercise(const OpenExperiment& experiment) {
    const fs::path home = home_folder();
    const fs::path answer = home / experiment.file;
    Exercise exercise;
    exercise.number = "Experiment " + experiment.number;
    exercise.title = experiment.title;
    exercise.file = experiment.file;
    exercise.target = "exercise_experiment_" + experiment.number;
    exercise.judge = "judge_experiments";
    exercise.programs = "experiments";
    exercise.answer = answer;
    exercise.description = answer.parent_path() / "checks" / answer.filename();
    return exercise;
}

Answered called_once(const Exercise& exercise, Workshop shop) {
    const Interrupt interrupt;
    shop.stop = [&] { return interrupt.asked(); };
    return answer_once(exercise, shop);
}

// The judge tries for minutes what the reader's function gave, and tells how far it is.
int judged(const OpenExperiment& experiment, const fs::path& judge, const std::string& results) {
    const ScratchFolder folder("book-experiment");
    const std::string file = (folder.path() / "results").string();
    write_whole(file, results);
    return run_in_foreground(judge, {experiment.number, file}).status;
}

int try_out(const OpenExperiment& experiment) {
    const Exercise exercise = as_exercise(experiment);
    const Workshop shop = workshop();
    const Answered answered = called_once(exercise, shop);
    if (answered.result.outcome == Outcome::stopped) return kInterruptedStatus;
    if (answered.result.outcome != Outcome::right) {
        print_to_stdout(answered.result.report);
        return 1;
    }
    print_to_stdout(answered.printed);
    return judged(experiment, program_of(exercise, exercise.judge, shop), answered.results);
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
            print_to_stdout(fmt::format("{}{}{}\n", fits ? pad(line, 39) : line,
                                        fits ? "  " : "\n   ", e.file));
        }
        return 0;
    });
}

}  // namespace book::teacher
