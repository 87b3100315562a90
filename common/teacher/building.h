// Builds what a reader has written: an exercise's programs, and what is compiled with a file of the reader's.
//
// Two builds at once would build over each other, so each is done under a lock; and since a build tool
// goes by the times of files, what was made of other texts is removed before (compiled.h).
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "host/lock.h"
#include "host/process.h"
#include "teacher/course.h"

namespace book::teacher {

struct Workshop {
    std::filesystem::path build;  // the build folder
    int jobs = 2;
    std::function<bool()> stop;  // asked now and then: give up?
    bool ahead = false;          // quietly, at low priority: nobody waits for it yet
};
Workshop workshop();  // as the script `book` has set it up (BOOK_BIN, BOOK_JOBS)

// The script `book` takes the same lock. It is held until a check has run, for a program that is being
// linked cannot be started. InputError if the folder cannot be written to.
class BuildLock {
  public:
    explicit BuildLock(const Workshop& workshop);

  private:
    FileLock lock_;
};

// ---- the programs of an exercise ----------------------------------------------------------------
// (common/teacher/harness/reader.cmake says what each of them does.)

// What else is built for exercise_5_1: "judge" is judge_5_1.
std::string target_of(const Exercise& exercise, const char* kind);
std::string zeroed(const Exercise& exercise);

std::filesystem::path program_of(const Exercise& exercise, const std::string& target,
                                 const Workshop& workshop);

void require_file(const Exercise& exercise);  // InputError: it is missing or empty

struct Built {
    ProcessEnd end;
    std::string text;   // of the answer, which was compiled
    std::string words;  // of the compiler on it, now or when it compiled this text
};
// Builds exercise_5_1 and judge_5_1 of what is there. A text that changes meanwhile may have been read
// before or after: once more, and InputError if it never rests.
Built build_what_is_there(const Exercise& exercise, const Workshop& workshop);

// Builds the program in which variables that were given no value are 0.
ProcessEnd build_zeroed(const Exercise& exercise, const Workshop& workshop);
bool can_build_zeroed(const Workshop& workshop);

// Removes what was built. (A linker that is ended on a full disk leaves half a program, which looks up
// to date to ninja.)
void forget_all(const Exercise& exercise, const Workshop& workshop);

// ---- many at once, and ahead --------------------------------------------------------------------
// Builds all of them at once, as far as they compile; what does not, check() will say.
void build_all(const Course& course, const Workshop& workshop);

// Builds what check() will need, while nobody waits; gives up at once if another ./book builds.
void build_ahead(const Exercise& exercise, Workshop workshop);

// A file of the reader's that is built into another program, and where its object goes: a folder in
// the build's exercises/.
struct ReadersFile {
    std::filesystem::path text;
    std::string folder;
};

// Gives the build an option ("BOOK_MINE=5.1") and builds targets that it then has, from what stands in
// these files now. False: stopped. InputError with the compiler's first error.
bool build_with(const std::string& option, const std::vector<std::string>& targets,
                const std::vector<ReadersFile>& files, const Workshop& workshop);

}  // namespace book::teacher
