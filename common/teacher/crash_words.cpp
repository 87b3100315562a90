#include "teacher/crash_words.h"

#include <fmt/core.h>

#include <algorithm>

#include "host/signals.h"
#include "teacher/compiler_words.h"

namespace book::teacher {
namespace {

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

std::string words_for_report(const std::string& output) {
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
    if (end.timed_out)
        return {fmt::format("it was still running after {} seconds. Is there a loop that never "
                            "ends?",
                            seconds_limit),
                ""};
    Crash crash;
    crash.what = words_for_report(end.output);
    if (crash.what.empty() && end.signal != 0) crash.what = words_for_signal(end.signal);
    if (crash.what.empty()) crash.what = "it ended the whole program. Does it call exit()?";
    const SourcePlace place = find_place(end.output, exercise.answer.string());
    if (place.line > 0) crash.where = show_line(exercise.answer, place.line);
    return crash;
}

std::string own_output(const std::string& output) {
    std::size_t end = output.size();
    for (const char* begin :
         {"=================================================================\n",
          "AddressSanitizer:", "runtime error: ", "Assertion ", "terminate called"}) {
        const std::size_t at = output.find(begin);
        if (at == std::string::npos) continue;
        const std::size_t line = at == 0 ? std::string::npos : output.rfind('\n', at - 1);
        end = std::min(end, line == std::string::npos ? 0 : line + 1);
    }
    return output.substr(0, end);
}

}  // namespace book::teacher
