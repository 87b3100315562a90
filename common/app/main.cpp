// book-tool: everything that `./book` does except setting up and building, which the script does.
//
//     book-tool <command> [arguments]
//
// Status 0: done; 1: a check failed; 2: bad usage or input, with one line on standard error.
#include <fmt/core.h>

#include <algorithm>
#include <exception>
#include <sstream>
#include <string>
#include <vector>

#include "app/all_chapters.h"
#include "app/command_list.h"
#include "app/doctor.h"
#include "app/embed.h"
#include "app/evaluate.h"
#include "app/explain.h"
#include "app/find.h"
#include "app/generate.h"
#include "app/runner.h"
#include "app/tokenize.h"
#include "app/train.h"
#include "app/translate.h"
#include "app/trials.h"
#include "app/weaver.h"
#include "bench/bench.h"
#include "cli/exception_words.h"
#include "cli/nearest_name.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/require.h"
#include "host/files.h"
#include "host/places.h"
#include "host/standard_files.h"
#include "site/command.h"
#include "teacher/experiment.h"
#include "teacher/lessons.h"
#include "teacher/map.h"
#include "teacher/watch.h"

namespace book {
namespace {

using Arguments = std::vector<std::string>;

// What stands behind a name in commands.txt.
struct Command {
    const char* name;
    const char* details;  // what `./book help NAME` adds; null: asks the tool
    int (*with_words)(const Arguments&) = nullptr;
    int (*with_argv)(int, char**) = nullptr;  // a tool that reads its own options
};

const Command kCommands[] = {
    {"run",
     "N is a number or a name: 5, 05, softmax. ./book run N --help lists a chapter's knobs. The "
     "pages beside the chapters have only a name (matrix), and run only when they are named.\n"
     "--contents lists the sections of a chapter, and --section prints some of them: ./book run 5 "
     "--section 3, or words of a title. On a terminal a page opens in a pager: BOOK_PAGER, PAGER "
     "or "
     "less; --no-pager does without. --color always keeps the colours in a pipe, as "
     "CLICOLOR_FORCE=1 "
     "does; --color never and NO_COLOR=1 leave them out.\n"
     "All chapters take --quick, --format terminal|markdown|json|html, --seed N, --threads N; with "
     "--format json each chapter prints one object on a line of its own.\n"
     "--mine 5.1,6.2 replaces the library's code with your own answers to these exercises, once "
     "they are right; the page compares the two and times them.\n"
     "The exit status is the worst of all chapters: 0 if all claims held, 1 if one did not, 2 for "
     "bad usage.\n",
     [](const std::vector<std::string>& args) { return run_chapters(args, all_chapters()); }},
    {"test",
     "What follows is passed on to ctest: ./book test -R tensor runs the tests of that name, and "
     "./book test -L long those that are CI's, because they take minutes.\n"},
    {"setup",
     "For a container or CI, where the build comes later. On systems other than Debian and Ubuntu "
     "it prints what to type.\n"},
    {"exercise", nullptr, nullptr, teacher::exercise_main},
    {"watch", nullptr, nullptr, teacher::watch_main},
    {"hint", nullptr, nullptr, teacher::hint_main},
    {"solution", nullptr, nullptr, teacher::solution_main},
    {"reset", nullptr, nullptr, teacher::reset_main},
    {"progress", nullptr, nullptr, teacher::progress_main},
    {"experiment", nullptr, nullptr, teacher::experiment_main},
    {"train", nullptr, nullptr, train_main},
    {"translate", nullptr, nullptr, translate_main},
    {"evaluate", nullptr, nullptr, evaluate_main},
    {"explain", nullptr, nullptr, explain_main},
    {"generate", nullptr, nullptr, generate_main},
    {"tokenize", nullptr, nullptr, tokenize_main},
    {"embed", nullptr, nullptr, embed_main},
    {"find", nullptr, nullptr, find_main},
    {"bench", nullptr, nullptr, bench_main},
    {"trials", nullptr, nullptr, trials_main},
    {"pages", nullptr, nullptr, pages_main},
    {"site", nullptr, nullptr, site::site_main},
    {"doctor",
     "Status 1 if something is missing; its line begins with \"!\" and says how to fix it.\n",
     doctor},
};

const Command* find_command(const std::string& name) {
    for (const Command& command : kCommands)
        if (name == command.name) return &command;
    return nullptr;
}

[[noreturn]] void unknown_command(const std::string& name) {
    require_input(name.rfind('-', 0) != 0, "options stand behind the command: ./book run 5 {}",
                  printable(name));
    std::vector<std::string> known{"help"};
    for (const Command& command : kCommands) known.push_back(command.name);
    const std::string near = nearest_name(name, known);
    throw InputError(
        fmt::format("there is no command \"{}\"; {}", name,
                    near.empty() ? "./book help lists them" : "did you mean ./book " + near + "?"));
}

int call(const Command& command, const Arguments& args) {
    if (command.with_words != nullptr) return command.with_words(args);
    require(command.with_argv != nullptr, "./book {} is handled by the script", command.name);
    Arguments words{std::string("./book ") + command.name};  // as its messages should name it
    words.insert(words.end(), args.begin(), args.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    return command.with_argv(static_cast<int>(words.size()), argv.data());
}

int help_for(const Command& command) {
    if (command.details == nullptr) return call(command, {"--help"});
    const int width = std::min(80, detect_terminal().width);
    for (const ListedCommand& listed : list_commands(home_folder())) {
        if (listed.name != command.name) continue;
        print_to_stdout(fmt::format("./book {} {}\n{}\n", listed.name, listed.arguments,
                                    beside("", listed.purpose, 4, width)));
    }
    std::istringstream details(command.details);
    for (std::string sentence; std::getline(details, sentence);)
        for (const std::string& line : wrap(sentence, width)) print_to_stdout(line + "\n");
    return 0;
}

int help(const Arguments& args) {
    if (!args.empty()) {
        const Command* command = find_command(args[0]);
        if (command == nullptr) unknown_command(args[0]);
        return help_for(*command);
    }
    print_to_stdout(set_command_list(list_commands(home_folder()), detect_terminal().width));
    return 0;
}

int dispatch(const Arguments& words) {
    if (words.empty()) return teacher::print_contents();
    const std::string& name = words[0];
    const Arguments args(words.begin() + 1, words.end());
    if (name == "help" || name == "--help" || name == "-h") return help(args);
    const Command* command = find_command(name);
    if (command == nullptr) unknown_command(name);
    const bool asks = args.size() == 1 && (args[0] == "--help" || args[0] == "-h");
    return asks ? help_for(*command) : call(*command, args);
}

}  // namespace
}  // namespace book

int main(int argc, char** argv) {
    book::hold_standard_files();
    try {
        const int status = book::dispatch({argv + 1, argv + argc});
        if (status != 2) book::print_to_stdout("");  // what is still on its way, too
        return status;
    } catch (const std::exception& error) {
        book::print_to_stderr(fmt::format("book: {}\n", book::printable(book::in_words(error))));
        return 2;
    }
}
