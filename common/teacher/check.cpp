#include "teacher/check.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/random.h"
#include "core/require.h"
#include "host/environment.h"
#include "host/files.h"
#include "host/lock.h"
#include "host/places.h"
#include "host/process.h"
#include "host/sources.h"
#include "host/terminal.h"
#include "teacher/compiled.h"
#include "teacher/compiler_words.h"
#include "teacher/crash_words.h"
#include "teacher/section.h"

namespace book::teacher {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kSecondsLimit = 10;    // an answer that needs longer has a loop that does not end
constexpr int kSecondsToJudge = 60;  // the book's own code: this is for a machine that stands still
constexpr int kBuildsAtMost = 3;     // of a text that changes while it is compiled
constexpr int kShownLines = 12;      // of what the reader's own code prints
constexpr int kLongestLine = 400;    // columns, of what a broken machine says

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
    words.insert(words.end(), {"cmake", "--build", workshop.build.string(), "-j",
                               std::to_string(workshop.jobs), "--target"});
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
    end.output = with_real_names(std::move(end.output));
    if (!workshop.ahead) show_progress("");
    require_input(end.not_started == 0,
                  "cmake cannot be started: {}; is it installed, and is it on the "
                  "PATH? ./book doctor can tell",
                  std::strerror(end.not_started));
    return end;
}

fs::path programs_of(const Workshop& workshop) { return workshop.build / "exercises"; }

// What else is built for exercise_5_1: "judge", "check".
std::string target_of(const Exercise& exercise, const char* kind) {
    return kind + exercise.target.substr(exercise.target.find('_'));
}
std::string judge_of(const Exercise& exercise) { return target_of(exercise, "judge"); }

// The target once more, where the variables that were given no value are 0 (harness/reader.cmake).
std::string zeroed(const Exercise& exercise) { return exercise.target + "_zeroed"; }

void add_headers(const fs::path& folder, std::vector<fs::path>& files) {
    const std::size_t before = files.size();
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none))
        if (entry.path().extension() == ".h") files.push_back(entry.path());
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(before), files.end());
}

// What is compiled for an exercise, as it stands there now: the answer; the description and the stub.
struct Parts {
    std::vector<fs::path> headers;  // of all three
    Compiled answer, description, stub;

    Parts(const Exercise& exercise, const Workshop& workshop)
        : headers(headers_of(exercise)),
          answer(part(workshop, exercise.answer, {exercise.target, zeroed(exercise)})),
          description(part(workshop, exercise.description, {target_of(exercise, "check")})),
          stub(part(workshop, exercise.stub, {judge_of(exercise)})) {}

    std::vector<const Compiled*> all() const { return {&answer, &description, &stub}; }
    void forget_stale() const {
        for (const Compiled* part : all()) part->forget_stale();
    }

  private:
    static std::vector<fs::path> headers_of(const Exercise& exercise) {
        std::vector<fs::path> files;
        const fs::path chapter = exercise.answer.parent_path();
        for (const fs::path& folder : {chapter.parent_path(), chapter, chapter / "checks"})
            add_headers(folder, files);
        return files;
    }

    Compiled part(const Workshop& workshop, const fs::path& text,
                  const std::vector<std::string>& targets) const {
        std::vector<fs::path> texts{text}, folders;
        texts.insert(texts.end(), headers.begin(), headers.end());
        for (const std::string& target : targets)
            folders.push_back(programs_of(workshop) / "CMakeFiles" / (target + ".dir"));
        const std::string name = targets.front() + ".compiled";
        return {programs_of(workshop) / name, texts, folders};
    }
};

// The same of another program that a file of the reader's is built into.
Compiled compiled_of(const ReadersFile& file, const Workshop& workshop) {
    const fs::path folder = programs_of(workshop) / file.folder;
    const fs::path chapter = file.text.parent_path();
    std::vector<fs::path> texts{file.text};
    for (const fs::path& headers : {chapter.parent_path(), chapter}) add_headers(headers, texts);
    const std::string name = chapter.filename().string() + "." + file.text.filename().string();
    return {folder / (name + ".compiled"), texts, {folder}};
}

// A linker that is ended on a full disk leaves half a program, which looks up to date to ninja.
void forget_all(const Exercise& exercise, const Workshop& workshop) {
    std::error_code none;
    const Parts parts(exercise, workshop);
    for (const Compiled* part : parts.all()) part->forget();
    for (const std::string& name : {exercise.target, zeroed(exercise), judge_of(exercise)})
        fs::remove(programs_of(workshop) / name, none);
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

// ---- the verdict --------------------------------------------------------------------------------
//
// The answer runs in a process of its own, which hands back what its function gave and nothing else.
// Another one, without a line of the reader's in it, works out what is right, and judges. So whatever
// the answer writes, prints, overwrites or ends, it passes only with the right numbers for all cases.
// What this cannot exclude: that a program which runs as the reader changes the reader's files, where
// the system has nothing to forbid it (host/confinement.h).

// In seconds. BOOK_ANSWER_SECONDS is for tests, which have not the time.
double answer_limit() {
    const double asked = std::atof(environment_variable("BOOK_ANSWER_SECONDS", "").c_str());
    return asked > 0 ? asked : kSecondsLimit;
}

std::string choose_seed() {
    return environment_variable("BOOK_SEED", std::to_string(fresh_seed()));
}

void require_started(const ProcessEnd& end, const fs::path& program, const Exercise& exercise,
                     const Workshop& workshop) {
    if (end.not_started != 0) forget_all(exercise, workshop);
    require_input(
        end.not_started == 0,
        "{} cannot be started: {}; BOOK_BUILD=/some/folder ./book ... builds somewhere else",
        program.string(), std::strerror(end.not_started));
}

ProcessEnd run_answer(const Exercise& exercise, const std::string& target, const std::string& seed,
                      const Workshop& workshop) {
    ProcessOptions options;
    options.seconds_limit = answer_limit();
    options.fixed_addresses = true;
    options.confined = true;
    options.stop = workshop.stop;
    // Without a sanitizer, glibc fills fresh memory with what is no likely number.
    options.environment = {{"BOOK_SEED", seed},
                           {"BOOK_SECONDS", fmt::format("{}", options.seconds_limit)},
                           {"COLUMNS", std::to_string(detect_terminal().width)},
                           {"MALLOC_PERTURB_", "128"}};
    const fs::path program = programs_of(workshop) / target;
    ProcessEnd end =
        run_in_background({program.string(), "--results", std::to_string(kReportFile)}, options);
    require_started(end, program, exercise, workshop);
    end.output = with_real_names(std::move(end.output));
    require_input(end.output.find("ReserveShadowMemoryRange failed") == std::string::npos,
                  "{}: the memory checker needs more address space than this shell allows; run "
                  "ulimit -v unlimited, and then this command again",
                  exercise.number);
    return end;
}

// What the judge says of these results.
json verdict_on(const std::string& results, const Exercise& exercise, const std::string& seed,
                const Workshop& workshop) {
    const Terminal terminal = detect_terminal();
    ProcessOptions options;
    options.seconds_limit = kSecondsToJudge;
    options.input = results;
    options.environment = {{"BOOK_SEED", seed},
                           {"COLUMNS", std::to_string(terminal.width)},
                           {terminal.colour ? "CLICOLOR_FORCE" : "NO_COLOR", "1"}};
    const fs::path program = programs_of(workshop) / judge_of(exercise);
    const ProcessEnd end =
        run_in_background({program.string(), "--verdict", std::to_string(kReportFile)}, options);
    require_started(end, program, exercise, workshop);
    // BOOK_SEED was no number: it has said so.
    if (end.status == 2 && end.output.rfind("book: ", 0) == 0)
        throw InputError(end.output.substr(6, end.output.find('\n') - 6));
    json word = json::parse(end.report, nullptr, false);
    require_input(word.is_object(), "{}: the judge was ended before it came to a verdict: {}",
                  exercise.number, printable(end.output));
    return word;
}

CheckResult crashed(const Exercise& exercise, const ProcessEnd& end, const json& word) {
    const double limit = answer_limit();
    const Crash crash = explain_crash(end, exercise, static_cast<int>(std::ceil(limit)));
    std::string text;
    if (word["verdict"] == "unfinished" && word["report"] != "")
        text = word["report"].get<std::string>() + "\n";
    text += indented("Your function did not finish: " + crash.what +
                     (crash.what.back() == '?' ? "" : "."));
    if (!crash.where.empty()) text += "  It happened here:\n\n" + crash.where;
    text += "\n" + indented(fmt::format(
                       "BOOK_SEED={} ./book exercise {} repeats the check with these numbers.",
                       word["seed"].dump(), exercise.number));
    return {Outcome::crashed, "",
            headed(exercise, end.timed_out ? "it did not finish in time." : "it crashed.", text) +
                printed_lines(own_output(end.output)),
            ""};
}

// Runs one program around the answer, and has it judged.
CheckResult run_check(const Exercise& exercise, const std::string& target, const std::string& seed,
                      const Workshop& workshop) {
    const fs::path judge = programs_of(workshop) / judge_of(exercise);
    const std::string stamp = change_stamp(judge);
    const ProcessEnd end = run_answer(exercise, target, seed, workshop);
    if (end.stopped) return {Outcome::stopped, "", "", ""};
    if (change_stamp(judge) != stamp) {
        forget_all(exercise, workshop);
        throw InputError(fmt::format(
            "{}: the build folder was changed while your code ran; what was built is not to be "
            "trusted, and the next check builds it again",
            exercise.number));
    }
    const json word = verdict_on(end.report, exercise, seed, workshop);
    const bool ended_well = end.status == 0 && !end.timed_out && !end.too_greedy;
    if (word["verdict"] == "unfinished" || (word["verdict"] == "right" && !ended_well))
        return crashed(exercise, end, word);

    CheckResult result;
    result.report = word["report"].get<std::string>() + printed_lines(without_trace(end.output));
    if (word["verdict"] == "right") result.outcome = Outcome::right;
    if (word["verdict"] == "not_written_yet") result.outcome = Outcome::not_written_yet;
    if (word["mistake"].is_string()) result.mistake = word["mistake"];
    return result;
}

// ---- values that nobody gave --------------------------------------------------------------------

// May something be used there before it has a value? A declaration without one, as in `real sum;` or
// `std::array<real, 4> tops;`; what always begins with a value is left out, and what looks like a
// declaration. To doubt too often costs a second compilation, and no more.
bool declares_without_value(const std::string& text) {
    static const std::regex declaration(
        "(^|[{;(,])\\s*(const |static |std::)*([A-Za-z_]\\w*)(<.*>)?[ *]+"
        "(\\w+\\s*(=[^,;(){}]*)?,\\s*)*\\w+\\s*(\\[.*\\]\\s*)*(;|,.*;)");
    static const std::set<std::string> harmless{
        "return", "throw",    "delete",   "goto",       "using",    "case",
        "else",   "Matrix",   "vector",   "map",        "set",      "string",
        "pair",   "optional", "function", "Pair",       "Merge",    "Tape",
        "Tokens", "Pieces",   "Trained",  "Parameters", "Answered", "KeyValueCache"};
    constexpr std::size_t kLongLine = 400;  // the expression would go too deep
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        line.erase(std::min(line.find("//"), line.size()));
        if (line.size() > kLongLine) return true;
        for (std::sregex_iterator at(line.begin(), line.end(), declaration), end; at != end; ++at)
            if (harmless.count((*at)[3]) == 0) return true;
    }
    return false;
}

// Configuring takes a second or two, so only where something has changed.
bool is_configured(const fs::path& folder, const std::string& option) {
    const std::string cache = text_of(folder / "CMakeCache.txt");
    const std::size_t equals = option.find('=');
    const std::size_t at = cache.find("\n" + option.substr(0, equals) + ":");
    if (at == std::string::npos) return false;
    return cache.substr(at, cache.find('\n', at + 1) - at).ends_with(option.substr(equals));
}

// An answer that is right with what lies in its variables now: is it with something else there, too?
CheckResult check_zeroed(CheckResult right, const Exercise& exercise, const std::string& seed,
                         const Workshop& workshop) {
    if (!is_configured(workshop.build, "BOOK_CAN_ZERO=1")) return right;
    const ProcessEnd end = build({zeroed(exercise)}, {}, workshop);
    if (end.stopped) return {Outcome::stopped, "", "", ""};
    if (end.status != 0) return right;  // the same text has just been compiled: no fault of its
    CheckResult other = run_check(exercise, zeroed(exercise), seed, workshop);
    if (other.outcome == Outcome::right || other.outcome == Outcome::stopped) return other;
    other.outcome = Outcome::wrong;
    other.mistake = "";
    other.report += "\n" + indented(
                               "Now and then your function gives what is right, but it depends on "
                               "what happens to lie in "
                               "memory. A variable of yours is used before it has a value: is one "
                               "declared without any, as "
                               "in `real sum;`?");
    return other;
}

// ---- the build ----------------------------------------------------------------------------------

// The file came back, or an editor was just replacing it, while CMake looked: once more, and it is there.
bool was_not_there(const ProcessEnd& end) {
    const bool unknown = end.output.find("ninja: error: ") != std::string::npos;
    return !end.stopped && end.status != 0 && unknown;
}

// The warnings that matter even if all is well: of numbers that nobody gave, of tests that always or
// never hold, of what is lost. Of the rest, a beginner's right answer may have some.
bool matters(const std::string& line) {
    static const std::regex kinds(
        "\\[-W(maybe-uninitialized|.*uninitialized.*|return-type|.*overflow.*|.*bounds.*|"
        "type-limits|.*compare.*|div-by-zero|.*parentheses|misleading-indentation|empty-body|"
        "unused-value|unused-but-set-variable|unused-comparison|infinite-recursion|sequence-point|"
        "unsequenced|shift-.*|self-assign.*|self-move|dangling.*|return-local-addr|"
        "return-stack-address|address|int-in-bool-context|duplicated-.*|logical-.*|"
        "implicit-fallthrough.*|literal-conversion|comma)(=[0-9]*)?\\]");
    return std::regex_search(line, kinds);
}

template <class Wanted>
std::string lines_of(const std::string& text, Wanted wanted) {
    std::string some;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (wanted(line)) some += line + "\n";
    return some;
}

std::string warnings_about(const Exercise& exercise, const std::string& output) {
    return lines_of(output, [&](const std::string& line) {
        return line.rfind(exercise.answer.string() + ":", 0) == 0 &&
               line.find("warning: ") != std::string::npos;
    });
}

struct Built {
    ProcessEnd end;
    std::string text;   // of the answer, which was compiled
    std::string words;  // of the compiler on it, now or when it compiled this text
};

// Records what was made of which texts. False: one was touched meanwhile, and nobody knows.
bool keep_parts(const Parts& parts, const Built& built) {
    const std::vector<const Compiled*> all = parts.all();
    const bool sure = std::all_of(all.begin(), all.end(),
                                  [](const Compiled* part) { return part->still_there(); });
    for (const Compiled* part : all) {
        if (!sure)
            part->forget();
        else if (built.end.status == 0 || part->made_something())
            part->keep(part == &parts.answer ? built.words : "");
    }
    return sure;
}

// Builds what is there. A text that changes meanwhile may have been read before or after: once more.
Built build_what_is_there(const Exercise& exercise, const Workshop& workshop) {
    bool came_back = false;
    for (int builds = 0; builds < kBuildsAtMost; ++builds) {
        const Parts parts(exercise, workshop);
        Built built;
        built.text = text_of(exercise.answer);
        built.words = parts.answer.words();
        parts.forget_stale();
        built.end = build({exercise.target, judge_of(exercise)}, {}, workshop);
        if (built.end.stopped) return built;
        require_file(exercise);  // it may be gone by now
        if (!came_back && was_not_there(built.end)) {
            came_back = true;
            continue;
        }
        const std::string warnings = warnings_about(exercise, built.end.output);
        if (!warnings.empty()) built.words = warnings;
        if (keep_parts(parts, built)) return built;
    }
    throw InputError(fmt::format(
        "{} changes again and again while it is being compiled; does a program write to it?",
        exercise.file));
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
    const Built built = build_what_is_there(exercise, workshop);
    if (built.end.stopped) return {Outcome::stopped, "", "", ""};
    CheckResult result;
    if (built.end.status != 0) {
        result = not_compiled(exercise, built.text, built.end.output, workshop);
    } else {
        const std::string seed = choose_seed();
        result = run_check(exercise, exercise.target, seed, workshop);
        const std::string warnings = lines_of(built.words, matters);
        const bool doubtful = declares_without_value(built.text) ||
                              warnings.find("uninitialized") != std::string::npos;
        if (result.outcome == Outcome::right && doubtful)
            result = check_zeroed(result, exercise, seed, workshop);
        const bool amiss = result.outcome == Outcome::wrong || result.outcome == Outcome::crashed;
        std::string warning = first_warning(warnings, exercise);
        if (amiss && warning.empty()) warning = first_warning(built.words, exercise);
        if (amiss || result.outcome == Outcome::right) result.report += warning;
    }
    if (result.outcome == Outcome::stopped) return result;
    if (result.outcome != Outcome::right) result.report = with_level(result.report, exercise);
    result.fingerprint = fingerprint(built.text);
    return result;
}

void build_ahead(const Exercise& exercise, Workshop workshop) {
    workshop.ahead = true;
    bool taken = is_missing(exercise);
    const FileLock lock(workshop.build / ".lock", [&] {
        taken = true;
        return false;
    });
    if (!taken) build_what_is_there(exercise, workshop);
}

Prepared prepare(const Exercise& exercise, const Workshop& workshop) {
    require_file(exercise);
    const BuildLock lock(workshop);
    const Built built = build_what_is_there(exercise, workshop);
    Prepared prepared{{}, programs_of(workshop) / exercise.target};
    if (built.end.stopped)
        prepared.result.outcome = Outcome::stopped;
    else if (built.end.status == 0)
        prepared.result.outcome = Outcome::right;
    else
        prepared.result = not_compiled(exercise, built.text, built.end.output, workshop);
    return prepared;
}

void build_all(const Course& course, const Workshop& workshop) {
    const BuildLock lock(workshop);
    std::vector<std::string> targets;
    std::vector<std::pair<const Exercise*, Parts>> all;
    for (const Exercise& exercise : course.exercises()) {
        if (is_missing(exercise)) continue;
        targets.insert(targets.end(), {exercise.target, judge_of(exercise)});
        all.emplace_back(&exercise, Parts(exercise, workshop));
        all.back().second.forget_stale();
    }
    if (targets.empty()) return;
    Built built;
    built.end = build(targets, {"--", "-k", "0"}, workshop);
    if (built.end.stopped) return;
    for (const auto& [exercise, parts] : all) {
        built.words = warnings_about(*exercise, built.end.output);
        if (built.words.empty()) built.words = parts.answer.words();
        keep_parts(parts, built);
    }
}

bool build_with(const std::string& option, const std::vector<std::string>& targets,
                const std::vector<ReadersFile>& files, const Workshop& workshop) {
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
    std::vector<Compiled> all;
    all.reserve(files.size());
    for (const ReadersFile& file : files) all.push_back(compiled_of(file, workshop));
    for (const Compiled& one : all) one.forget_stale();
    const ProcessEnd end = build(targets, {}, workshop);
    if (end.stopped) return false;
    require_done(end);
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (all[i].still_there()) {
            all[i].keep("");
            continue;
        }
        all[i].forget();
        throw InputError(fmt::format("{} was changed while it was compiled; run this again",
                                     files[i].text.string()));
    }
    return true;
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
