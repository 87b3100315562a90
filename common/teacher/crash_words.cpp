#include "teacher/crash_words.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "core/display_width.h"
#include "host/files.h"
#include "host/signals.h"
#include "teacher/compiler_words.h"
#include "teacher/declared.h"
#include "teacher/harness/still_running_mark.h"

namespace book::teacher {
namespace {

constexpr int kLongestWords = 400;  // columns, of what an exception says

struct Words {
    const char* report;  // what stands in it
    const char* words;
};

// Looked for from the top: the special before the general.
const Words kSanitizer[] = {
    {"AddressSanitizer: stack-overflow",
     "it called itself again and again until the stack was full. When is that meant to end?"},
    {"AddressSanitizer: heap-use-after-free",
     "it used memory that had already been released. Did a vector grow, or go out of scope?"},
    {"AddressSanitizer: stack-use-after", "it used a variable that no longer existed"},
    {"-overflow on address", "it reached past the end of an array or a vector"},
    {"-underflow on address", "it reached to before the beginning of an array or a vector"},
    {"AddressSanitizer: attempting", "it released memory that was not its own"},
    {"allocation-size-too-big", "it asked for more memory than there is. Is a size negative?"},
    {"out-of-memory", "it asked for more memory than there is. Does something grow forever?"},
    {"AddressSanitizer: FPE", "it divided an integer by zero"},
    {"runtime error: division by zero", "it divided an integer by zero"},
    {"runtime error: signed integer overflow", "a whole number became too large for an int"},
    {"out of bounds for type", "an index is past the end of an array"},
    {"end of a value-returning function", "it reached its end without returning anything"},
    {"null pointer", "it followed a null pointer"},
    {"AddressSanitizer: ABRT", "it was aborted. Does it call abort()?"},
};

const Words kAsserts[] = {
    {"r >= 0 && r < rows()",
     "an index is outside the matrix; rows run from 0 to rows() - 1, and columns from 0 to "
     "cols() - 1"},
    {"< this->size()", "an index is past the end of a vector; the last one is size() - 1"},
    {"__idx < size()", "an index is past the end of a row; the last one is size() - 1"},
    {"!this->empty()", "it asked an empty vector for its first or last element"},
};

bool has(const std::string& text, const char* what) { return text.find(what) != std::string::npos; }

// From `what` to the end of its line; "" if it is not there.
std::string rest_of_line(const std::string& text, const std::string& what) {
    const std::size_t at = text.find(what);
    if (at == std::string::npos) return "";
    const std::size_t begin = at + what.size();
    return text.substr(begin, text.find('\n', begin) - begin);
}

// What Matrix and View say before their assert fails (tensor/view.h): "outside: (2, 1) of (2 x 5)".
struct Outside {
    int row = 0, column = 0;
    int rows = -1, columns = -1;
    bool whole_row = false;  // a row was asked for, and no column

    bool found() const { return rows >= 0; }
};

Outside find_outside(const std::string& output) {
    const std::string said = rest_of_line(output, "outside: ");
    Outside at;
    if (std::sscanf(said.c_str(), "(%d, %d) of (%d x %d)", &at.row, &at.column, &at.rows,
                    &at.columns) == 4)
        return at;
    at = {};
    at.whole_row = true;
    std::sscanf(said.c_str(), "row %d of (%d x %d)", &at.row, &at.rows, &at.columns);
    return at;
}

// Is that the name of a matrix or of a view somewhere in the text: "Matrix scores", "ConstView k"?
bool is_declared(const std::string& text, const std::string& name) {
    for (const std::string type : {"Matrix ", "Matrix& ", "View ", "View& ", "auto ", "auto& "}) {
        const std::size_t at = text.find(type + name);
        if (at == std::string::npos) continue;
        const std::size_t end = at + type.size() + name.size();
        if (end == text.size() || !is_in_name(text[end])) return true;
    }
    return false;
}

// The matrices that a line of code reads at (row, column), or by row: "q", "k" of q(i, c) * k(j, c).
std::vector<std::string> matrices_read(const std::string& code, const std::string& text,
                                       const std::string& behind) {
    std::vector<std::string> names;
    for (std::size_t at = code.find(behind); at != std::string::npos;
         at = code.find(behind, at + 1)) {
        std::size_t begin = at;
        while (begin > 0 && is_in_name(code[begin - 1])) --begin;
        const std::string name = code.substr(begin, at - begin);
        const bool is_new = std::find(names.begin(), names.end(), name) == names.end();
        if (!name.empty() && is_new && is_declared(text, name)) names.push_back(name);
    }
    return names;
}

// "it asked for k(2, 1), but k is (2 x 5): ..." If several matrices are read in that line, nobody knows
// which it was.
std::string words_for_outside(const Outside& at, const std::string& code, const std::string& text) {
    const std::vector<std::string> names = matrices_read(code, text, at.whole_row ? ".row(" : "(");
    const std::string index =
        at.whole_row ? fmt::format(".row({})", at.row) : fmt::format("({}, {})", at.row, at.column);
    const std::string shape = fmt::format("({} x {})", at.rows, at.columns);
    std::string words;
    if (names.size() == 1)
        words = fmt::format("it asked for {}{}, but {} is {}", names[0], index, names[0], shape);
    else if (at.whole_row)
        words = fmt::format("it asked for row {} of a matrix that is {}", at.row, shape);
    else
        words = fmt::format("it asked for the number at {} of a matrix that is {}", index, shape);
    if (names.size() > 1) words += fmt::format(" (one of {})", fmt::join(names, ", "));
    if (at.rows == 0 || at.columns == 0) return words + ": there is nothing in it";
    const bool of_row = at.row < 0 || at.row >= at.rows;
    const int last = of_row ? at.rows - 1 : at.columns - 1;
    if (last == 0)
        return fmt::format("{}: its only {} is number 0", words, of_row ? "row" : "column");
    return fmt::format("{}: its {} are numbered 0 to {}", words, of_row ? "rows" : "columns", last);
}

// What the language's own library says before it aborts: GCC's, or clang's.
std::string words_for_terminate(const std::string& output) {
    if (has(output, "terminate called without an active exception"))
        return "a std::thread was still running when its variable came to its end. Is a join() "
               "missing?";
    std::string type = rest_of_line(output, "terminate called after throwing an instance of ");
    std::string said = rest_of_line(output, "  what():  ");
    if (type.empty()) {
        type = rest_of_line(output, "due to uncaught exception of type ");
        const std::size_t colon = type.find(": ");
        said = colon == std::string::npos ? "" : type.substr(colon + 2);
        type = type.substr(0, colon);
    }
    if (type.empty()) return "";
    std::erase(type, '\'');
    std::string words =
        "an exception left a thread, or a function that is noexcept, and there "
        "nobody can catch it: " +
        type;
    if (!said.empty()) words += ", which says: " + said;
    return clip(printable(words), kLongestWords);
}

std::string words_for_report(const std::string& output) {
    std::string terminated = words_for_terminate(output);
    if (!terminated.empty()) return terminated;
    if (has(output, "Assertion ")) {
        for (const Words& known : kAsserts)
            if (has(output, known.report)) return known.words;
        return "an assert failed: " + rest_of_line(output, "Assertion ");
    }
    for (const Words& known : kSanitizer)
        if (has(output, known.report)) return known.words;
    const std::string undefined = rest_of_line(output, "runtime error: ");
    if (!undefined.empty())
        return "it did something whose result C++ leaves undefined: " + undefined;
    if (has(output, "AddressSanitizer: SEGV") || has(output, "AddressSanitizer: BUS"))
        return "it reached for memory that is not its own, with an index far outside or a pointer "
               "to nowhere";
    const std::string address = rest_of_line(output, "ERROR: AddressSanitizer: ");
    return address.empty() ? "" : "it misused memory: " + address;
}

std::string words_for_signal(int signal) {
    switch (kind_of_signal(signal)) {
        case SignalKind::memory:
            return "it reached for memory that is not its own. Is an index past the end?";
        case SignalKind::abort:
            return "it was aborted. Was something thrown where nothing may be thrown?";
        case SignalKind::arithmetic:
            return "it divided an integer by zero";
        case SignalKind::kill:
            return "the system ended it. Did it ask for too much memory?";
        default:
            return fmt::format("it was ended by signal {}", signal);
    }
}

}  // namespace

Crash explain_crash(const ProcessEnd& end, const Exercise& exercise, int seconds_limit) {
    const SourcePlace place = find_place(end.output, exercise.answer.string());
    Crash crash;
    if (place.line > 0)
        crash.where = fmt::format("  {}:{}:\n{}", exercise.file, place.line,
                                  show_line(exercise.answer, place.line));
    if (end.timed_out) {
        crash.what =
            fmt::format("it was still running after {} seconds. Is there a loop that never ends?",
                        seconds_limit);
        return crash;
    }
    if (end.too_greedy) {
        crash.what =
            "it took more memory, or started more programs, than the machine can spare. Does "
            "something grow forever?";
        return crash;
    }
    if (const Outside at = find_outside(end.output); at.found())
        crash.what = words_for_outside(at, line_of(exercise.answer, place.line).value_or(""),
                                       text_of(exercise.answer));
    else
        crash.what = words_for_report(end.output);
    if (crash.what.empty() && end.signal != 0) crash.what = words_for_signal(end.signal);
    if (crash.what.empty()) crash.what = "it ended the whole program. Does it call exit()?";
    return crash;
}

std::string own_output(const std::string& output) {
    std::size_t end = output.size();
    for (const char* begin : {"=================================================================\n",
                              "AddressSanitizer:", "runtime error: ", "Assertion ", "outside: ",
                              kStillRunning, "terminate called", "libc++abi: terminating"}) {
        const std::size_t at = output.find(begin);
        if (at == std::string::npos) continue;
        const std::size_t line = at == 0 ? std::string::npos : output.rfind('\n', at - 1);
        end = std::min(end, line == std::string::npos ? 0 : line + 1);
    }
    return output.substr(0, end);
}

std::string without_trace(const std::string& output) {
    return output.substr(0, output.find(kStillRunning));
}

}  // namespace book::teacher
