// Builds one exercise, runs its check, and says what came of it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

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

struct Workshop {
    std::filesystem::path build;  // the build folder
    int jobs = 2;
    std::function<bool()> stop;  // asked now and then: give up?
    bool ahead = false;          // quietly, at low priority: nobody waits for it yet
};
Workshop workshop();  // as the script `book` has set it up (BOOK_BIN, BOOK_JOBS)

// InputError if it is not the reader's code that is in the way: no file, no compiler, a full disk.
CheckResult check(const Exercise& exercise, const Workshop& workshop);

// Builds all of them at once, as far as they compile; what does not, check() will say.
void build_all(const Course& course, const Workshop& workshop);

// Builds what check() will need, while nobody waits; gives up at once if another ./book builds.
void build_ahead(const Exercise& exercise, Workshop workshop);

// Builds what check() would run, and does not run it: the program, for a debugger.
struct Prepared {
    CheckResult result;  // Outcome::right: it is there; else what is in the way
    std::filesystem::path program;
};
Prepared prepare(const Exercise& exercise, const Workshop& workshop);

// A file of the reader's that is built into another program, and where its object goes: a folder in
// the build's exercises/.
struct ReadersFile {
    std::filesystem::path text;
    std::string folder;
};

// Gives the build an option ("BOOK_MINE=5.1", "": none) and builds targets that it then has, from what
// stands in these files now. False: stopped. InputError with the compiler's first error.
bool build_with(const std::string& option, const std::vector<std::string>& targets,
                const std::vector<ReadersFile>& files, const Workshop& workshop);

// Keeps the verdict as progress. True: an exercise that was solved is found broken.
bool keep(const Exercise& exercise, const CheckResult& result);

}  // namespace book::teacher
