// Why the check of an answer did not come back, in plain words: crashes, endless loops, and what the
// sanitizers and the asserts report.
#pragma once

#include <string>

#include "host/process.h"
#include "teacher/course.h"

namespace book::teacher {

struct Crash {
    std::string what;  // "it did not come back within 10 seconds: is there a loop that never ends?"
    std::string where;  // the line of the answer, as show_line() shows it; "" if it is not known
};

Crash explain_crash(const ProcessEnd& end, const Exercise& exercise, int seconds_limit);

// What the program said, without what the sanitizers and asserts added: the reader's own prints.
std::string own_output(const std::string& output);

// The same of a program that was late, but came back.
std::string without_trace(const std::string& output);

}  // namespace book::teacher
