#include "app/runner.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "app/places.h"
#include "app/program.h"
#include "app/progress.h"
#include "core/display_width.h"
#include "core/require.h"

namespace book {
namespace {

constexpr int kExerciseSeconds = 10;  // an answer that needs longer has a loop that does not end

// ---- chapters ----------------------------------------------------------------------------------

// Every chapter at once takes only what every chapter knows: a knob belongs to one of them.
void require_common_options(const std::vector<std::string>& args) {
    for (std::size_t i = 0; i < args.size(); ++i) {
        const std::string name = args[i].substr(0, args[i].find('='));
        if (name == "--quick") continue;
        require_input(name == "--format" || name == "--seed" || name == "--threads",
                      "{} is not an option of all chapters together; name one chapter, as in "
                      "./book run 5 {}",
                      name, args[i]);
        if (args[i] == name) ++i;  // its value is the next word
    }
}

bool asks_for_json(const std::vector<std::string>& args) {
    for (std::size_t i = 0; i < args.size(); ++i)
        if (args[i] == "--format=json" ||
            (args[i] == "--format" && i + 1 < args.size() && args[i + 1] == "json"))
            return true;
    return false;
}

// One object on one line, however the program broke its lines: a JSON string holds no line break.
void print_on_one_line(std::string json) {
    json.erase(std::remove(json.begin(), json.end(), '\n'), json.end());
    if (!json.empty()) fmt::print("{}\n", json);
    std::fflush(stdout);
}

int run_one(const Chapter& chapter, const std::vector<std::string>& args, bool one_line) {
    const ProgramEnd end =
        run_program(program_folder() / chapter.folder, args, {.capture_output = one_line});
    if (one_line) print_on_one_line(end.output);
    note_measures(chapter.folder, end);
    if (end.signal != 0 && end.signal != SIGINT)
        fmt::print(stderr, "book: chapter {} was ended by signal {}\n", chapter.number, end.signal);
    return end.status;
}

// ---- exercises ---------------------------------------------------------------------------------

std::string solved_of(const std::vector<ExerciseFile>& exercises, int chapter,
                      const std::set<std::string>& solved) {
    int all = 0, done = 0;
    for (const ExerciseFile& exercise : exercises) {
        if (std::stoi(exercise.number) != chapter) continue;
        ++all;
        if (solved.count(exercise.number) != 0) ++done;
    }
    if (all == 0) return "";
    return fmt::format("{} of {} exercises solved", done, all);
}

void list_all(const std::vector<ExerciseFile>& exercises) {
    const std::set<std::string> solved = read_progress(progress_file());
    for (const ExerciseFile& exercise : exercises)
        fmt::print("{:>5}  {:<44}  {}\n", exercise.number, exercise.title,
                   solved.count(exercise.number) != 0 ? "solved" : "open");
    fmt::print("\n./book exercise {} checks one of them.\n", exercises.front().number);
}

// A full disk spoils no success.
void keep_progress(const std::string& number) {
    try {
        add_progress(progress_file(), number);
    } catch (const InputError& error) {
        fmt::print(stderr, "book: your progress is not kept: {}\n", printable(error.what()));
    }
}

const char* words_for_signal(const ProgramEnd& end) {
    if (end.timed_out)
        return "it did not come back within 10 seconds: is there a loop that never ends?";
    if (end.signal == SIGSEGV || end.signal == SIGBUS)
        return "it reached for memory that is not its own: is an index beyond the end?";
    if (end.signal == SIGABRT) return "it was stopped; the line above says why";
    if (end.signal == SIGFPE) return "it divided an integer by zero";
    return "it was ended by a signal";
}

}  // namespace

int run_chapters(const std::vector<std::string>& args) {
    const std::vector<Chapter> chapters = list_chapters(home_folder());
    require_input(!chapters.empty(), "there are no chapters in {}", home_folder().string());

    if (!args.empty() && args[0].rfind('-', 0) != 0) {
        const Chapter& chapter = find_chapter(chapters, args[0]);
        const std::vector<std::string> knobs(args.begin() + 1, args.end());
        const bool measure = std::getenv("BOOK_MEASURES") != nullptr;
        if (measure) return run_one(chapter, knobs, asks_for_json(knobs));
        become_program(program_folder() / chapter.folder, knobs);
    }

    require_common_options(args);
    int worst = 0;
    for (const Chapter& chapter : chapters) {
        const int status = run_one(chapter, args, asks_for_json(args));
        worst = std::max(worst, status);
        if (status == 128 + SIGINT) break;
    }
    return worst;
}

int check_exercise(const std::vector<std::string>& args) {
    const std::vector<ExerciseFile> exercises = list_exercises(home_folder());
    require_input(!exercises.empty(), "there are no exercises in {}", home_folder().string());
    if (args.empty()) {
        list_all(exercises);
        return 0;
    }
    require_input(args.size() == 1, "one exercise at a time, as in ./book exercise {}",
                  exercises.front().number);

    // "05.1" is 5.1, too.
    const std::size_t zeros = args[0].find_first_not_of('0');
    const std::string number = zeros == std::string::npos ? args[0] : args[0].substr(zeros);
    std::string program, known;
    for (const ExerciseFile& exercise : exercises) {
        if (exercise.number == number) program = "exercise_" + number;
        known += (known.empty() ? "" : ", ") + exercise.number;
    }
    require_input(!program.empty(), "there is no exercise \"{}\"; there are {}", args[0], known);

    std::replace(program.begin(), program.end(), '.', '_');
    const ProgramEnd end =
        run_program(program_folder() / program, {}, {.seconds_limit = kExerciseSeconds});
    if (end.signal != 0) {
        fmt::print("{}  Your function did not finish: {}.\n", number, words_for_signal(end));
        return end.signal == SIGINT ? end.status : 1;
    }
    if (end.status == 0) keep_progress(number);
    return end.status;
}

int print_contents() {
    const std::filesystem::path home = home_folder();
    const std::vector<ExerciseFile> exercises = list_exercises(home);
    const std::set<std::string> solved = read_progress(progress_file());

    fmt::print("Attention, Worked Out\n\n");
    for (const Chapter& chapter : list_chapters(home))
        fmt::print("  {:>2}  {:<50}  {}\n", chapter.number, chapter.title,
                   solved_of(exercises, chapter.number, solved));
    fmt::print(
        "\n"
        "  ./book run         every chapter, computed here and now\n"
        "  ./book run N       one chapter; --help shows its knobs\n"
        "  ./book exercise    the exercises\n"
        "  ./book help        everything else\n");
    return 0;
}

}  // namespace book
