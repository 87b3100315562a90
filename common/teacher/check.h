// Builds one exercise, runs its check, and says what came of it.
#pragma once

#include <filesystem>
#include <string>

#include "teacher/building.h"
#include "teacher/course.h"

namespace book::teacher {

enum class Outcome {
    right,
    wrong,  // also a known mistake
    not_written_yet,
    does_not_compile,  // or does not link
    crashed,           // or did not come back
    stopped,           // by whoever waits
};

struct CheckResult {
    Outcome outcome = Outcome::wrong;
    std::string mistake;      // its name, if it is a known one
    std::string report;       // what the reader sees
    std::string fingerprint;  // of the text that was checked
};

// InputError if it is not the reader's code that is in the way: no file, no compiler, a full disk.
CheckResult check(const Exercise& exercise, const Workshop& workshop);

// Builds what check() would run, and does not run it: the program, for a debugger.
struct Prepared {
    CheckResult result;  // Outcome::right: it is there; else what is in the way
    std::filesystem::path program;
};
Prepared prepare(const Exercise& exercise, const Workshop& workshop);

// Builds it, runs it once, and leaves it to others to judge what it gave (for minutes, perhaps).
struct Answered {
    CheckResult result;   // Outcome::right: it came to its end; else what is in the way
    std::string results;  // harness/results.h
    std::string printed;  // what the reader's own code printed, as a report shows it
};
Answered answer_once(const Exercise& exercise, const Workshop& workshop);

// Keeps the verdict as progress. True: an exercise that was solved is found broken.
bool keep(const Exercise& exercise, const CheckResult& result);

}  // namespace book::teacher
