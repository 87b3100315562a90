#include "teacher/lessons.h"

#include <fmt/core.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/require.h"
#include "host/files.h"
#include "host/local_time.h"
#include "host/places.h"
#include "host/signals.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "render/json.h"
#include "render/prose.h"
#include "render/wrap_code.h"
#include "teacher/diff.h"
#include "teacher/machine_parts.h"
#include "teacher/map.h"

namespace book::teacher {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

void say(const std::string& text) { print_to_stdout(text); }

// ---- exercise -----------------------------------------------------------------------------------

// Checks, prints and keeps one; returns the status.
int check_and_say(const Course& course, const Exercise& exercise, const Workshop& shop) {
    const CheckResult result = check(exercise, shop);
    if (result.outcome == Outcome::stopped) return kInterruptedStatus;
    const bool broke = keep(exercise, result);
    say(result.report + after_verdict(course, exercise, result, broke));
    return result.outcome == Outcome::right ? 0 : 1;
}

// The next that is not solved; one that was edited since may turn out to be right still.
int check_next(const Course& course, const Workshop& shop) {
    for (;;) {
        const Progress progress = my_progress();
        const Exercise* next = course.next(progress);
        if (next == nullptr) {
            say(summary(course, progress) + "\n" + celebration(course));
            return 0;
        }
        if (mark_of(*next, progress) != Mark::edited) return check_and_say(course, *next, shop);
        const CheckResult result = check(*next, shop);
        if (result.outcome == Outcome::stopped) return kInterruptedStatus;
        const bool broke = keep(*next, result);
        if (result.outcome != Outcome::right) {
            say(result.report + after_verdict(course, *next, result, broke));
            return 1;
        }
        say(fmt::format("{}  {}: edited since you solved it, and still right.\n", next->number,
                        next->title));
        if (!my_progress().of(next->id).solved()) return 0;  // progress cannot be kept
    }
}

ordered_json to_json(const Exercise& exercise, const CheckResult& result) {
    ordered_json object{{"id", exercise.number},
                        {"title", exercise.title},
                        {"level", exercise.level},
                        {"section", exercise.section},
                        {"passed", result.outcome == Outcome::right},
                        {"mistake", nullptr}};
    if (!result.mistake.empty()) object["mistake"] = result.mistake;
    return object;
}

const char* word_for(const CheckResult& result) {
    switch (result.outcome) {
        case Outcome::right:
            return "right";
        case Outcome::not_written_yet:
            return "not written yet";
        case Outcome::does_not_compile:
            return "does not compile";
        case Outcome::crashed:
            return "does not finish";
        default:
            return result.mistake.empty() ? "wrong" : "a known mistake";
    }
}

// Of a check of many, a line.
std::string line_for(const Exercise& exercise, const CheckResult& result, bool gone, bool broke) {
    std::string words = gone ? "file missing" : word_for(result);
    if (!result.mistake.empty()) words += ": " + result.mistake;
    if (broke) words += ", was solved before";
    return fmt::format("{:>5}  {:<36}  {}\n", exercise.number, exercise.title, words);
}

int check_all(const Course& course, const std::vector<const Exercise*>& exercises,
              const Workshop& shop, bool as_json) {
    if (exercises.size() > 1) build_all(course, shop);
    ordered_json list = ordered_json::array();
    bool all_right = true;
    for (const Exercise* exercise : exercises) {
        const bool gone = is_missing(*exercise) && exercises.size() > 1;  // the others are not
        const CheckResult result = gone ? CheckResult{} : check(*exercise, shop);
        if (result.outcome == Outcome::stopped) return kInterruptedStatus;
        const bool broke = !gone && keep(*exercise, result);
        if (result.outcome != Outcome::right) all_right = false;
        if (as_json)
            list.push_back(to_json(*exercise, result));
        else
            say(line_for(*exercise, result, gone, broke));
    }
    if (as_json)
        say(one_line(ordered_json{{"exercises", list}}) + "\n");
    else
        say("\n" + summary(course, my_progress()) + "\n" + celebration(course));
    return all_right ? 0 : 1;
}

// ---- hint ---------------------------------------------------------------------------------------

std::string set_for_terminal(const std::string& markdown) {
    Terminal terminal = detect_terminal();
    terminal.width -= 4;
    std::string text;
    std::istringstream lines(render_prose(terminal, markdown));
    for (std::string line; std::getline(lines, line);)
        text += line.empty() ? "\n" : "  " + line + "\n";
    return text;
}

// ---- solution -----------------------------------------------------------------------------------

bool confirmed(const std::string& question) {
    print_to_stderr(fmt::format("{} [y/N] ", question));
    std::string answer;
    return static_cast<bool>(std::getline(std::cin, answer)) && !answer.empty() &&
           (answer[0] == 'y' || answer[0] == 'Y');
}

// A line of code in this window, without control characters, behind `before`; what goes on from it stands behind spaces.
std::vector<std::string> in_window(const std::string& before, const std::string& code) {
    std::vector<std::string> lines;
    for (const std::string& piece :
         wrap_code(printable(code), detect_terminal().width - display_width(before)))
        lines.push_back((lines.empty() ? before : std::string(before.size(), ' ')) + piece);
    return lines;
}

std::string set_solution(const std::string& solution) {
    std::string text;
    std::istringstream lines(solution);
    for (std::string line; std::getline(lines, line);)
        for (const std::string& piece : in_window("", line)) text += piece + "\n";
    return text;
}

std::string in_colour(const Terminal& terminal, char side, const std::string& text) {
    if (side == '-') return styled(terminal, Style::bad, text);
    if (side == '+') return styled(terminal, Style::good, text);
    return text;
}

std::string comparison(const std::string& yours, const std::string& books) {
    const std::vector<std::string> mine = code_lines(yours), theirs = code_lines(books);
    if (mine == theirs) return "\nYour code is the same, word for word.\n";
    const Terminal terminal = detect_terminal();
    std::string text = "\nYour code (-) beside the book's (+), without comments:\n\n";
    for (const DiffLine& line : diff_lines(mine, theirs))
        for (const std::string& shown : in_window(fmt::format("  {} ", line.side), line.text))
            text += in_colour(terminal, line.side, shown) + "\n";
    return text;
}

// ---- reset --------------------------------------------------------------------------------------

fs::path backup_path(const Exercise& exercise) {
    const fs::path folder = data_folder() / "backups";
    std::error_code failed;  // then writing says what is wrong
    fs::create_directories(folder, failed);
    const std::tm local = local_time();
    const std::string name = fmt::format("{}_{}_{:02}-{:02}-{:02}", exercise.number, today(),
                                         local.tm_hour, local.tm_min, local.tm_sec);
    fs::path path = folder / (name + ".cpp");
    for (int i = 2; fs::exists(path, failed); ++i)
        path = folder / fmt::format("{}_{}.cpp", name, i);
    return path;
}

// A link that somebody has put in the place of an exercise's file: what it leads to is not ours to
// write. It comes back if nothing could be put there.
class Unlinked {
  public:
    explicit Unlinked(fs::path file) : file_(std::move(file)) {
        std::error_code failed;
        if (!fs::is_symlink(file_, failed)) return;
        target_ = fs::read_symlink(file_, failed);
        fs::remove(file_, failed);
    }
    ~Unlinked() {
        std::error_code failed;
        if (!target_.empty() && !fs::exists(fs::symlink_status(file_, failed)))
            fs::create_symlink(target_, file_, failed);
    }
    Unlinked(const Unlinked&) = delete;
    Unlinked& operator=(const Unlinked&) = delete;

  private:
    fs::path file_, target_;
};

// The same of its folder: there, only the reader can say what is meant.
void require_outside_solutions(const Exercise& exercise) {
    std::error_code none;
    const fs::path folder = fs::weakly_canonical(exercise.answer.parent_path(), none);
    require_input(!fs::equivalent(folder, exercise.solution.parent_path(), none),
                  "{} is a link to the book's solutions, which are not to be written over; remove "
                  "the link",
                  fs::path(exercise.file).parent_path().string());
}

// Puts the stub in the place of the reader's text. Returns where that is kept; "" if there was none.
fs::path put_stub(const Exercise& exercise, const std::string& stub, const std::string& text) {
    require_outside_solutions(exercise);
    fs::path backup;
    if (!text.empty()) {
        backup = backup_path(exercise);
        write_whole(backup.string(), text);
    }
    std::error_code failed;  // then writing says what is wrong
    fs::create_directories(exercise.answer.parent_path(), failed);
    const Unlinked link(exercise.answer);
    try {
        write_whole(exercise.answer.string(), stub);
    } catch (const InputError&) {
        fs::remove(backup, failed);  // the text is where it was
        throw;
    }
    return backup;
}

// A command on one exercise, named or (where that makes sense) the next.
int on_one(int argc, char** argv, Options& options, bool named,
           const std::function<int(const Course&, const Exercise&)>& body) {
    std::vector<std::string> words;
    options.positional(
        "N.k", words, named ? 1 : 0, 1,
        named ? "the exercise, for example 5.1" : "the exercise; if it is left out, the next one");
    return run_tool(argc, argv, options, [&] {
        const Course course(home_folder());
        if (!words.empty()) return body(course, course.find(words[0]));
        const Exercise* next = course.next(my_progress());
        require_input(next != nullptr, "all exercises are solved; name one of them, for example {}",
                      course.exercises().front().number);
        return body(course, *next);
    });
}

// For a debugger, which has to know a name before it knows the exercise: build/exercises/current.
int build_for_debugger(const Exercise& exercise, const Workshop& shop) {
    const Prepared built = prepare(exercise, shop);
    if (built.result.outcome == Outcome::stopped) return kInterruptedStatus;
    if (built.result.outcome != Outcome::right) {
        say(built.result.report);
        return 1;
    }
    const fs::path link = built.program.parent_path() / "current";
    std::error_code failed;
    fs::remove(link, failed);
    fs::create_symlink(built.program.filename(), link, failed);
    require_input(!failed, "{} cannot be made: {}", link.string(), failed.message());
    say(fmt::format("{}  {}: {} is ready to be debugged.\n", exercise.number, exercise.title,
                    link.string()));
    return 0;
}

}  // namespace

std::string shown_solution(const Exercise& exercise) {
    const std::string solution = text_of(exercise.solution);
    update_my_progress([&](Progress& progress) {
        Record& record = progress.records[exercise.id];
        record.solution |= !record.solved();
    });
    const std::string yours = is_missing(exercise) ? "" : text_of(exercise.answer);
    const bool written = !yours.empty() && !is_stub(exercise, yours);
    return set_solution(solution) + (written ? comparison(yours, solution) : "");
}

std::string put_back(const Exercise& exercise) {
    const std::string stub = text_of(exercise.stub);
    std::error_code none;
    const std::string text = fs::exists(exercise.answer, none) ? text_of(exercise.answer) : "";
    const fs::path backup = text == stub ? "" : put_stub(exercise, stub, text);
    update_my_progress([&](Progress& progress) {
        Record& record = progress.records[exercise.id];
        if (record.state != Record::State::open) record.date = today();
        record.state = Record::State::open;
        record.text.clear();
    });
    std::string said = fmt::format("{} is as it was at the beginning again.\n", exercise.file);
    if (!backup.empty()) said += fmt::format("Your version is saved in {}\n", backup.string());
    return said;
}

std::string after_verdict(const Course& course, const Exercise& exercise, const CheckResult& result,
                          bool broke) {
    if (broke)
        return fmt::format("\n  You had solved {} before, and something has broken it since.\n",
                           exercise.number);
    if (result.outcome != Outcome::right) return "";
    std::string text = fmt::format("\n  ./book solution {} shows the book's answer beside yours.\n",
                                   exercise.number);
    if (has_place_in_machine(exercise.number))
        text += fmt::format(
            "  ./book run 10 --quick --mine {} trains the translator with your version.\n",
            exercise.number);
    if (const Exercise* next = course.next(my_progress(), &exercise))
        text += fmt::format("  Next: {} {}{}, ./book exercise {}\n", next->number, next->title,
                            next->level.empty() ? "" : " (" + next->level + ")", next->number);
    return text + celebration(course);
}

std::vector<std::string> hints_of(const Exercise& exercise) {
    std::vector<std::string> hints;
    std::istringstream lines(text_of(exercise.hints));
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("# ", 0) == 0) {
            inside = line == "# " + exercise.number;
        } else if (inside && line.rfind(fmt::format("{}. ", hints.size() + 1), 0) == 0) {
            hints.push_back(line.substr(line.find(' ') + 1));
        } else if (inside && !hints.empty()) {
            hints.back() += "\n" + line;
        }
    }
    require_input(!hints.empty(), "{} contains no hints for {}", exercise.hints.string(),
                  exercise.number);
    return hints;
}

std::string next_hint(const Exercise& exercise) {
    const std::vector<std::string> hints = hints_of(exercise);
    const int all = static_cast<int>(hints.size());
    int told = my_progress().of(exercise.id).hints;
    if (told >= all)
        return fmt::format(
            "{}  {}: there are no more hints. ./book hint {} --again shows all {};\n"
            "./book solution {} shows how the book does it.\n",
            exercise.number, exercise.title, exercise.number, all, exercise.number);
    ++told;
    update_my_progress([&](Progress& progress) { progress.records[exercise.id].hints = told; });
    return fmt::format("{}  {}, hint {} of {}:\n\n{}", exercise.number, exercise.title, told, all,
                       set_for_terminal(hints[static_cast<std::size_t>(told) - 1]));
}

int exercise_main(int argc, char** argv) {
    std::vector<std::string> words;
    bool all = false, as_json = false, build = false;
    Options options(
        "./book exercise",
        "Builds and checks one exercise: N.k, its file, or the next one that is not solved yet.\n"
        "You edit its file under exercises/, and nothing else. BOOK_SEED=... repeats a check with "
        "the\n"
        "same random numbers. Status 0: right; 1: not yet; 2: it could not be checked.");
    options.positional("N.k", words, 0, 1,
                       "the exercise, for example 5.1, or the path of its file");
    options.add("build", build,
                "builds it for a debugger, as build/exercises/current, and no more");
    options.add("all", all, "checks every exercise, and prints one line for each");
    options.add("json", as_json, "prints one JSON object, for other programs");
    return run_tool(argc, argv, options, [&] {
        require_input(!all || words.empty(),
                      "--all checks every exercise, so {} cannot be named with it",
                      words.empty() ? "" : words[0]);
        require_input(!build || words.size() == 1,
                      "--build needs the number or the file of one exercise: 5.1 --build");
        require_input(!as_json || all || !words.empty(),
                      "--json needs --all, or the number of one exercise: 5.1 --json");
        const Course course(home_folder());
        Workshop shop = workshop();
        const Interrupt interrupt;
        shop.stop = [&] { return interrupt.asked(); };
        std::vector<const Exercise*> asked;
        if (all)
            for (const Exercise& exercise : course.exercises()) asked.push_back(&exercise);
        else if (!words.empty())
            asked.push_back(&course.find(words[0]));
        if (asked.empty()) return check_next(course, shop);
        if (build) return build_for_debugger(*asked.front(), shop);
        if (all || as_json) return check_all(course, asked, shop, as_json);
        return check_and_say(course, *asked.front(), shop);
    });
}

int hint_main(int argc, char** argv) {
    bool again = false;
    Options options("./book hint", "Gives one more hint each time it is called.");
    options.add("again", again, "shows the hints that you have had so far, from the first");
    return on_one(argc, argv, options, false, [&](const Course&, const Exercise& exercise) {
        if (!again) {
            say(next_hint(exercise));
            return 0;
        }
        const std::vector<std::string> hints = hints_of(exercise);
        const int told =
            std::min(my_progress().of(exercise.id).hints, static_cast<int>(hints.size()));
        require_input(told > 0, "you have had no hint for {} yet; ./book hint {} gives the first",
                      exercise.number, exercise.number);
        std::string text = fmt::format("{}  {}, {} of {} hints:\n\n", exercise.number,
                                       exercise.title, told, hints.size());
        for (int i = 0; i < told; ++i)
            text +=
                set_for_terminal(fmt::format("{}. {}", i + 1, hints[static_cast<std::size_t>(i)]));
        say(text);
        return 0;
    });
}

int solution_main(int argc, char** argv) {
    bool yes = false;
    Options options(
        "./book solution",
        "Shows the book's answer and its reasons, beside your own. If you have not solved the\n"
        "exercise yet, it asks first.");
    options.add("yes", yes, "shows it without asking");
    return on_one(argc, argv, options, true, [&](const Course&, const Exercise& exercise) {
        if (!my_progress().of(exercise.id).solved() && !yes) {
            require_input(is_terminal(Stream::input) && is_terminal(Stream::error),
                          "{} is not solved yet; ./book solution {} --yes shows it anyway",
                          exercise.number, exercise.number);
            if (!confirmed(
                    fmt::format("{} is not solved yet, and ./book hint {} may be enough. Show "
                                "the solution anyway?",
                                exercise.number, exercise.number)))
                return 1;
        }
        page_output();
        say(shown_solution(exercise));
        return 0;
    });
}

int reset_main(int argc, char** argv) {
    Options options("./book reset",
                    "Puts the exercise back as it was at the beginning, and saves your version.");
    return on_one(argc, argv, options, true, [](const Course&, const Exercise& exercise) {
        say(put_back(exercise));
        return 0;
    });
}

int progress_main(int argc, char** argv) {
    bool as_json = false;
    Options options("./book progress",
                    "Shows which exercises are solved, and with how many hints.");
    options.add("json", as_json, "prints one JSON object, for other programs");
    return run_tool(argc, argv, options, [&] {
        const Course course(home_folder());
        const Progress progress = my_progress();
        say(as_json ? progress_json(course, progress) + "\n" : exercise_list(course, progress));
        return 0;
    });
}

}  // namespace book::teacher
