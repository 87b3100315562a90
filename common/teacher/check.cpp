#include "teacher/check.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/require.h"
#include "host/environment.h"
#include "host/files.h"
#include "host/lock.h"
#include "host/places.h"
#include "host/process.h"
#include "host/terminal.h"
#include "teacher/compiler_words.h"
#include "teacher/crash_words.h"
#include "teacher/section.h"

namespace book::teacher {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kSecondsLimit = 10;  // an answer that needs longer has a loop that does not end
constexpr int kShownLines = 12;    // of what the reader's own code prints
constexpr int kLongestLine = 400;  // columns, of what a broken machine says

// Two builds at once would build over each other: the script `book` takes the same lock. It is held
// until the check has run, for a program that is being linked cannot be started.
class BuildLock {
  public:
    explicit BuildLock(const Workshop& workshop)
        : lock_(workshop.build / ".lock", [&workshop, said = false]() mutable {
              if (workshop.stop && workshop.stop()) return false;
              if (!said) fmt::print(stderr, "book: another ./book is building; waiting for it\n");
              said = true;
              return true;
          }) {
        require_input(lock_.trouble().empty(),
                      "{} cannot be written to ({}); BOOK_BUILD=/some/folder ./book ... "
                      "builds somewhere else",
                      workshop.build.string(), lock_.trouble());
    }

  private:
    FileLock lock_;
};

ProcessEnd build(const std::vector<std::string>& targets, const std::vector<std::string>& more,
                 const Workshop& workshop) {
    std::vector<std::string> words;
    if (workshop.ahead) words = {"nice", "-n", "19"};
    for (const std::string& word :
         {std::string("cmake"), std::string("--build"), workshop.build.string(), std::string("-j"),
          std::to_string(workshop.jobs), std::string("--target")})
        words.push_back(word);
    words.insert(words.end(), targets.begin(), targets.end());
    words.insert(words.end(), more.begin(), more.end());
    ProcessOptions options;
    options.environment = {{"LC_ALL", "C"}};  // its errors are read here
    options.stop = workshop.stop;
    options.line = [&](const std::string& line) {
        if (!workshop.ahead && line.rfind('[', 0) == 0 && line.find("globbed") == std::string::npos)
            show_progress(line);
    };
    ProcessEnd end = run_in_background(words, options);
    if (!workshop.ahead) show_progress("");
    require_input(end.not_started == 0,
                  "cmake cannot be started: {}; is it installed, and is it on the "
                  "PATH? ./book doctor can tell",
                  std::strerror(end.not_started));
    return end;
}

// A compiler that read the file before the last save, and wrote after it, looks up to date to an
// older ninja: what it made of the file must go.
void forget_objects(const Exercise& exercise, const Workshop& workshop) {
    std::error_code none;
    const fs::path folder =
        workshop.build / "exercises" / "CMakeFiles" / (exercise.target + ".dir");
    const std::string name = exercise.answer.filename().string() + ".o";
    for (const auto& entry : fs::recursive_directory_iterator(folder, none))
        if (entry.path().filename() == name) fs::remove(entry.path(), none);
}

fs::path program_of(const Exercise& exercise, const Workshop& workshop) {
    return workshop.build / "exercises" / exercise.target;
}

// A linker that is ended on a full disk leaves half a program, which looks up to date to ninja.
void forget_all(const Exercise& exercise, const Workshop& workshop) {
    std::error_code none;
    forget_objects(exercise, workshop);
    fs::remove(program_of(exercise, workshop), none);
}

std::string headed(const Exercise& exercise, const char* what, const std::string& rest) {
    return fmt::format("{}  {}: {}\n\n{}", exercise.number, exercise.title, what, rest);
}

// Under the headline of a verdict, how hard the exercise is and where in the book to read about it.
std::string with_level(std::string report, const Exercise& exercise) {
    const std::string before(exercise.number.size() + 2, ' ');
    const Terminal terminal = detect_terminal();
    std::string text;
    for (const std::string& line : wrap(exercise.about, terminal.width - display_width(before)))
        if (!line.empty()) text += before + styled(terminal, Style::dim, line) + "\n";
    const std::string place = section_place(exercise);  // not wrapped: editors jump to it
    if (!place.empty()) text += before + styled(terminal, Style::dim, place) + "\n";
    return report.insert(report.find('\n') + 1, text);
}

std::string indented(const std::string& sentence) {
    std::string text;
    for (const std::string& line : wrap(sentence, detect_terminal().width - 4))
        text += "  " + line + "\n";
    return text;
}

void require_file(const Exercise& exercise) {
    require_input(!is_missing(exercise),
                  "{} is missing or empty; ./book reset {} brings the task back", exercise.file,
                  exercise.number);
}

// A machine that cannot build, in one line.
[[noreturn]] void refuse(const Exercise& exercise, const std::string& words) {
    std::string line;
    for (const char c : words) {
        const char sign = c == '\n' ? ' ' : c;
        if (sign != ' ' || !line.ends_with(' ')) line += sign;
    }
    throw InputError(fmt::format("{}: {}", exercise.number, clip(line, kLongestLine)));
}

std::string printed_lines(const std::string& output) {
    if (output.empty()) return "";
    std::string text = "\n  Your code printed:\n";
    std::size_t begin = 0;
    for (int i = 0; i < kShownLines && begin < output.size(); ++i) {
        const std::size_t end = std::min(output.find('\n', begin), output.size());
        std::string line = output.substr(begin, std::min<std::size_t>(end - begin, 200));
        std::replace(line.begin(), line.end(), '\t', ' ');
        text += "    " + printable(line) + "\n";
        begin = end + 1;
    }
    return begin < output.size() ? text + "    ...\n" : text;
}

// The last whole line that the check wrote; null if it came to none.
json last_word(const std::string& lines) {
    const std::size_t end = lines.rfind('\n');
    if (end == std::string::npos) return {};
    const std::size_t before = end == 0 ? std::string::npos : lines.rfind('\n', end - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    json word = json::parse(lines.substr(begin, end - begin), nullptr, false);
    return word.is_object() && word.contains("verdict") && word.contains("report") ? word : json{};
}

CheckResult crashed(const Exercise& exercise, const ProcessEnd& end, const json& word) {
    const Crash crash = explain_crash(end, exercise, kSecondsLimit);
    std::string text = word.is_object() ? word["report"].get<std::string>() + "\n" : "";
    text += indented("Your function did not finish: " + crash.what +
                     (crash.what.back() == '?' ? "" : "."));
    if (!crash.where.empty()) text += "  It happened here:\n\n" + crash.where;
    if (word.is_object() && word.contains("seed"))
        text += "\n" + indented(fmt::format(
                           "BOOK_SEED={} ./book exercise {} repeats the check with these numbers.",
                           word["seed"].dump(), exercise.number));
    return {Outcome::crashed, "",
            headed(exercise, end.timed_out ? "it did not finish in time." : "it crashed.", text) +
                printed_lines(own_output(end.output)),
            ""};
}

CheckResult run_check(const Exercise& exercise, const Workshop& workshop) {
    const Terminal terminal = detect_terminal();
    ProcessOptions options;
    options.seconds_limit = kSecondsLimit;
    options.fixed_addresses = true;
    options.stop = workshop.stop;
    options.environment = {{"COLUMNS", std::to_string(terminal.width)},
                           {"BOOK_SECONDS", std::to_string(kSecondsLimit)},
                           {terminal.colour ? "CLICOLOR_FORCE" : "NO_COLOR", "1"}};
    const fs::path program = program_of(exercise, workshop);
    const ProcessEnd end =
        run_in_background({program.string(), "--verdict", std::to_string(kReportFile)}, options);
    if (end.stopped) return {Outcome::stopped, "", "", ""};
    if (end.not_started != 0) forget_all(exercise, workshop);
    require_input(
        end.not_started == 0,
        "{} cannot be started: {}; BOOK_BUILD=/some/folder ./book ... builds somewhere else",
        program.string(), std::strerror(end.not_started));
    require_input(end.output.find("ReserveShadowMemoryRange failed") == std::string::npos,
                  "{}: the memory checker needs more address space than this shell allows; run "
                  "ulimit -v unlimited, and then this command again",
                  exercise.number);
    const json word = last_word(end.report);
    // BOOK_SEED was no number: it has said so.
    if (!word.is_object() && end.status == 2 && end.output.rfind("book: ", 0) == 0)
        throw InputError(end.output.substr(6, end.output.find('\n') - 6));
    if (!word.is_object() || word["verdict"] == "running") return crashed(exercise, end, word);

    CheckResult result;
    result.report = word["report"].get<std::string>() + printed_lines(without_trace(end.output));
    if (word["verdict"] == "right") result.outcome = Outcome::right;
    if (word["verdict"] == "not_written_yet") result.outcome = Outcome::not_written_yet;
    if (word["mistake"].is_string()) result.mistake = word["mistake"];
    return result;
}

// Builds the answer, whose text was read just before.
ProcessEnd build_answer(const Exercise& exercise, const std::string& text,
                        const Workshop& workshop) {
    ProcessEnd end = build({exercise.target}, {}, workshop);
    if (end.stopped) return end;
    require_file(exercise);  // it may be gone by now
    if (text_of(exercise.answer) != text) forget_objects(exercise, workshop);
    return end;
}

// The file came back, or an editor was just replacing it, while CMake looked: once more, and it is there.
bool was_not_there(const ProcessEnd& end) {
    const bool unknown = end.output.find("ninja: error: ") != std::string::npos;
    return !end.stopped && end.status != 0 && unknown;
}

// Half of the file may be gone: its head, or its tail.
bool seems_cut_off(const std::string& text, const std::string& complaint) {
    const auto complains_of = [&](const char* words) {
        return complaint.find(words) != std::string::npos;
    };
    return text.find("/exercises.h\"") == std::string::npos || complains_of("at end of input") ||
           complains_of("expected '}'");
}

CheckResult not_compiled(const Exercise& exercise, const std::string& text,
                         const std::string& output, const Workshop& workshop) {
    const BuildTrouble trouble = explain_build(output, exercise);
    if (!trouble.of_reader) {
        forget_all(exercise, workshop);
        refuse(exercise, trouble.words);
    }
    std::string words = trouble.words;
    if (seems_cut_off(text, words))
        words +=
            "\n" + indented(fmt::format("Is part of the file missing? ./book reset {} brings the "
                                        "task back, and saves your version.",
                                        exercise.number));
    return {Outcome::does_not_compile, "", headed(exercise, "does not compile yet.", words), ""};
}

// Configuring takes a second or two, so only where something has changed.
bool is_configured(const fs::path& folder, const std::string& option) {
    const std::string cache = text_of(folder / "CMakeCache.txt");
    const std::size_t equals = option.find('=');
    const std::size_t at = cache.find("\n" + option.substr(0, equals) + ":");
    if (at == std::string::npos) return false;
    return cache.substr(at, cache.find('\n', at + 1) - at).ends_with(option.substr(equals));
}

}  // namespace

Workshop workshop() {
    Workshop shop;
    shop.build = program_folder().parent_path();
    const int asked = std::atoi(environment_variable("BOOK_JOBS", "").c_str());
    shop.jobs =
        asked > 0 ? asked : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    return shop;
}

CheckResult check(const Exercise& exercise, const Workshop& workshop) {
    require_file(exercise);
    const BuildLock lock(workshop);
    std::string text = text_of(exercise.answer);
    ProcessEnd end = build_answer(exercise, text, workshop);
    if (was_not_there(end)) {
        text = text_of(exercise.answer);
        end = build_answer(exercise, text, workshop);
    }
    if (end.stopped) return {Outcome::stopped, "", "", ""};
    CheckResult result = end.status == 0 ? run_check(exercise, workshop)
                                         : not_compiled(exercise, text, end.output, workshop);
    const bool amiss = result.outcome == Outcome::wrong || result.outcome == Outcome::crashed;
    if (amiss) result.report += first_warning(end.output, exercise);
    if (result.outcome != Outcome::right) result.report = with_level(result.report, exercise);
    result.fingerprint = fingerprint(text);
    return result;
}

void build_ahead(const Exercise& exercise, Workshop workshop) {
    workshop.ahead = true;
    bool taken = is_missing(exercise);
    const FileLock lock(workshop.build / ".lock", [&] {
        taken = true;
        return false;
    });
    if (!taken) build_answer(exercise, text_of(exercise.answer), workshop);
}

Built build_only(const Exercise& exercise, const Workshop& workshop) {
    require_file(exercise);
    const BuildLock lock(workshop);
    const std::string text = text_of(exercise.answer);
    const ProcessEnd end = build_answer(exercise, text, workshop);
    Built built{{}, program_of(exercise, workshop)};
    if (end.stopped)
        built.result.outcome = Outcome::stopped;
    else if (end.status == 0)
        built.result.outcome = Outcome::right;
    else
        built.result = not_compiled(exercise, text, end.output, workshop);
    return built;
}

void build_all(const Course& course, const Workshop& workshop) {
    const BuildLock lock(workshop);
    std::vector<std::string> targets;
    for (const Exercise& exercise : course.exercises())
        if (!is_missing(exercise)) targets.push_back(exercise.target);
    if (!targets.empty()) build(targets, {"--", "-k", "0"}, workshop);
}

bool build_with(const std::string& option, const std::vector<std::string>& targets,
                const Workshop& workshop) {
    const BuildLock lock(workshop);
    const auto require_done = [](const ProcessEnd& end) {
        const std::size_t error = end.output.find("rror: ");
        const std::size_t from = error == std::string::npos ? 0 : end.output.rfind('\n', error) + 1;
        require_input(end.status == 0, "the build failed: {}",
                      end.output.substr(from, end.output.find('\n', from) - from));
    };
    if (!option.empty() && !is_configured(workshop.build, option)) {
        ProcessOptions options;
        options.stop = workshop.stop;
        const ProcessEnd end =
            run_in_background({"cmake", "-D" + option, workshop.build.string()}, options);
        if (end.stopped) return false;
        require_done(end);
    }
    const ProcessEnd end = build(targets, {}, workshop);
    if (!end.stopped) require_done(end);
    return !end.stopped;
}

bool keep(const Exercise& exercise, const CheckResult& result) {
    const bool right = result.outcome == Outcome::right;
    // Of a book that was cloned again, the stub of a solved exercise says nothing.
    const bool stub =
        result.outcome == Outcome::not_written_yet && is_stub(exercise, text_of(exercise.answer));
    bool broke = false;
    if (!stub && result.outcome != Outcome::stopped)
        update_my_progress([&](Progress& progress) {
            Record& record = progress.records[exercise.id];
            broke = note_verdict(record, right, result.fingerprint) && !right;
        });
    return broke;
}

}  // namespace book::teacher
