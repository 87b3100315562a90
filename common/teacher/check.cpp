#include "teacher/check.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/random.h"
#include "core/require.h"
#include "host/environment.h"
#include "host/files.h"
#include "host/places.h"
#include "host/process.h"
#include "host/sources.h"
#include "host/terminal.h"
#include "teacher/compiled.h"
#include "teacher/compiler_words.h"
#include "teacher/crash_words.h"
#include "teacher/doubts.h"
#include "teacher/section.h"

namespace book::teacher {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kSecondsLimit = 10;    // an answer that needs longer has a loop that does not end
constexpr int kSecondsToJudge = 60;  // the book's own code: this is for a machine that stands still
constexpr int kShownLines = 12;      // of what the reader's own code prints
constexpr int kLongestLine = 400;    // columns, of what a broken machine says

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

// In the second program, fresh memory is no NaN, which std::fmax() and the like pass over, but a number
// so large that nothing can come of it: 0x7e in every byte.
void fill_heap_otherwise(std::vector<std::pair<std::string, std::string>>& environment) {
    const std::string own = environment_variable("ASAN_OPTIONS", "");
    environment.emplace_back("ASAN_OPTIONS",
                             own + (own.empty() ? "" : ":") + "malloc_fill_byte=126");
    for (auto& [name, value] : environment)
        if (name == "MALLOC_PERTURB_") value = "129";  // which fills with the complement
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
    if (target == zeroed(exercise)) fill_heap_otherwise(options.environment);
    const fs::path program = program_of(exercise, target, workshop);
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

std::string why_no_word(const ProcessEnd& end) {
    if (end.timed_out) return fmt::format("it was still at work after {} seconds", kSecondsToJudge);
    if (!end.output.empty()) return printable(end.output);
    if (end.signal != 0) return fmt::format("signal {} ended it", end.signal);
    return fmt::format("it said nothing, and returned {}", end.status);
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
    options.stop = workshop.stop;
    const fs::path program = program_of(exercise, exercise.judge, workshop);
    const ProcessEnd end =
        run_in_background({program.string(), "--verdict", std::to_string(kReportFile)}, options);
    require_started(end, program, exercise, workshop);
    // BOOK_SEED was no number: it has said so.
    if (end.status == 2 && end.output.rfind("book: ", 0) == 0)
        throw InputError(end.output.substr(6, end.output.find('\n') - 6));
    if (end.stopped) return json::object({{"verdict", "stopped"}});
    json word = json::parse(end.report, nullptr, false);
    if (!word.is_object())
        refuse(exercise, "the judge was ended before it came to a verdict: " + why_no_word(end));
    return word;
}

bool ended_well(const ProcessEnd& end) {
    return end.status == 0 && !end.timed_out && !end.too_greedy;
}

// Between what the crash is and what was printed stand the numbers it happened with, if they are known.
CheckResult crashed(const Exercise& exercise, const ProcessEnd& end, const std::string& inputs,
                    const std::string& again) {
    const double limit = answer_limit();
    const Crash crash = explain_crash(end, exercise, static_cast<int>(std::ceil(limit)));
    std::string text = inputs;
    text += indented("Your function did not finish: " + crash.what +
                     (crash.what.back() == '?' ? "" : "."));
    if (!crash.where.empty()) text += "  It happened here:\n\n" + crash.where;
    if (!again.empty()) text += "\n" + indented(again);
    return {Outcome::crashed, "",
            headed(exercise, end.timed_out ? "it did not finish in time." : "it crashed.", text) +
                printed_lines(own_output(end.output)),
            ""};
}

CheckResult crashed(const Exercise& exercise, const ProcessEnd& end, const json& word) {
    const bool has_inputs = word["verdict"] == "unfinished" && word["report"] != "";
    return crashed(
        exercise, end, has_inputs ? word["report"].get<std::string>() + "\n" : "",
        fmt::format("BOOK_SEED={} ./book exercise {} repeats the check with these numbers.",
                    word["seed"].dump(), exercise.number));
}

// Was a case begun, and did nothing come of it? (harness/results.h)
bool is_open(const std::string& results) {
    const std::size_t end = results.rfind('\n');
    const std::size_t begin =
        end == 0 || end == results.npos ? 0 : results.rfind('\n', end - 1) + 1;
    return end == results.npos || results.compare(begin, 6, "begun ") == 0;
}

// Runs the answer. What judges it must not be another program afterwards.
ProcessEnd run_beside_judge(const Exercise& exercise, const std::string& target,
                            const std::string& seed, const Workshop& workshop) {
    const fs::path judge = program_of(exercise, exercise.judge, workshop);
    const std::string stamp = change_stamp(judge);
    ProcessEnd end = run_answer(exercise, target, seed, workshop);
    if (end.stopped || change_stamp(judge) == stamp) return end;
    forget_all(exercise, workshop);
    throw InputError(fmt::format(
        "{}: the build folder was changed while your code ran; what was built is not to be "
        "trusted, and the next check builds it again",
        exercise.number));
}

// Runs one program around the answer, and has it judged.
CheckResult run_check(const Exercise& exercise, const std::string& target, const std::string& seed,
                      const Workshop& workshop) {
    const ProcessEnd end = run_beside_judge(exercise, target, seed, workshop);
    if (end.stopped) return {Outcome::stopped, "", "", ""};
    const json word = verdict_on(end.report, exercise, seed, workshop);
    if (word["verdict"] == "stopped") return {Outcome::stopped, "", "", ""};
    if (word["verdict"] == "unfinished" || (word["verdict"] == "right" && !ended_well(end)))
        return crashed(exercise, end, word);

    CheckResult result;
    result.report = word["report"].get<std::string>() + printed_lines(without_trace(end.output));
    if (word["verdict"] == "right") result.outcome = Outcome::right;
    if (word["verdict"] == "not_written_yet") result.outcome = Outcome::not_written_yet;
    if (word["mistake"].is_string()) result.mistake = word["mistake"];
    return result;
}

// ---- values that nobody gave --------------------------------------------------------------------

// An answer that is right with what lies in its variables now: is it with something else there, too?
CheckResult check_zeroed(CheckResult right, const Exercise& exercise, const std::string& seed,
                         const Workshop& workshop) {
    if (!can_build_zeroed(workshop)) return right;
    const ProcessEnd end = build_zeroed(exercise, workshop);
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

// Half of the file may be gone: its head, or its tail.
bool seems_cut_off(const std::string& text, const std::string& complaint) {
    const auto complains_of = [&](const char* words) {
        return complaint.find(words) != std::string::npos;
    };
    const bool has_head = text.find("/exercises.h\"") != std::string::npos ||
                          text.find("/experiments.h\"") != std::string::npos;
    return !has_head || complains_of("at end of input") || complains_of("expected '}'");
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
        words += "\n" + indented("Is part of the file missing? " + brings_back(exercise) + ".");
    return {Outcome::does_not_compile, "", headed(exercise, "does not compile yet.", words), ""};
}

}  // namespace

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
        const std::string warnings = warnings_that_matter(built.words);
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

Answered answer_once(const Exercise& exercise, const Workshop& workshop) {
    require_file(exercise);
    const BuildLock lock(workshop);
    const Built built = build_what_is_there(exercise, workshop);
    if (built.end.stopped) return {{Outcome::stopped, "", "", ""}, "", ""};
    if (built.end.status != 0)
        return {not_compiled(exercise, built.text, built.end.output, workshop), "", ""};
    const ProcessEnd end = run_beside_judge(exercise, exercise.target, choose_seed(), workshop);
    if (end.stopped) return {{Outcome::stopped, "", "", ""}, "", ""};
    if (end.timed_out || end.too_greedy || is_open(end.report))
        return {crashed(exercise, end, "", ""), "", ""};
    return {{Outcome::right, "", "", ""}, end.report, printed_lines(without_trace(end.output))};
}

Prepared prepare(const Exercise& exercise, const Workshop& workshop) {
    require_file(exercise);
    const BuildLock lock(workshop);
    const Built built = build_what_is_there(exercise, workshop);
    Prepared prepared{{}, program_of(exercise, exercise.target, workshop)};
    if (built.end.stopped)
        prepared.result.outcome = Outcome::stopped;
    else if (built.end.status == 0)
        prepared.result.outcome = Outcome::right;
    else
        prepared.result = not_compiled(exercise, built.text, built.end.output, workshop);
    return prepared;
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
