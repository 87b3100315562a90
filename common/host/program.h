// Starts another program and waits for it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace book {

struct ProgramEnd {
    int status = 0;      // what it returned; 128 + signal if a signal ended it, as a shell says it
    int signal = 0;      // the signal that ended it, or 0
    double seconds = 0;  // from start to end
    long peak_kib = 0;   // most memory it held
    std::string output;  // what it wrote to standard output, if that was asked for
    bool timed_out = false;
};

struct ProgramOptions {
    bool capture_output = false;
    int seconds_limit = 0;  // it is ended after that many seconds; 0: never
};

// Throws Error if the program cannot be started. Ctrl-C reaches the program, not the one that waits.
ProgramEnd run_program(const std::filesystem::path& program, const std::vector<std::string>& args,
                       const ProgramOptions& options = {});

// If BOOK_MEASURES names a file, adds a line "name seconds MiB status" to it (.ci/run reads them).
void note_measures(const std::string& name, const ProgramEnd& end);

// Becomes that program; returns only by throwing Error.
[[noreturn]] void become_program(const std::filesystem::path& program,
                                 const std::vector<std::string>& args);

}  // namespace book
