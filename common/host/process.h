// Other programs: started, listened to, and ended in time.
//
// In the foreground, a program takes our place at the terminal: it reads and writes where we would, and
// Ctrl-C is meant for it; Ctrl-Z stops us with it, and who asks us to end ends it first. In the background it is a process group of its own, with nothing to read: it
// can be ended with all its children, and Ctrl-C reaches only the one who waits, who then decides.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace book {

struct ProcessOptions {
    double seconds_limit = 0;  // it is ended after that many seconds; 0: never
    std::vector<std::pair<std::string, std::string>> environment = {};  // added to ours
    // In the foreground, what it writes to standard output comes back and is not seen. In the background
    // that is always so, and standard error comes with it.
    bool capture_output = false;
    // Older sanitizers lose their way where a system scatters memory too widely.
    bool fixed_addresses = false;
    // In the background: what it finds on standard input.
    std::string input = {};
    // In the background: a program that may do anything (host/confinement.h). It has no terminal, and
    // when it ends, or its time is up, or it takes too much, all that it has started is ended with it.
    bool confined = false;
    // Of those whose output comes back:
    std::function<bool()> stop = {};                    // asked ten times a second: end it?
    std::function<void(const std::string&)> line = {};  // each line of output, as it comes
};

struct ProcessEnd {
    int status = 0;       // what it returned; 128 + signal if a signal ended it, as a shell says it
    int signal = 0;       // the signal that ended it, or 0 (kind_of_signal() in host/signals.h)
    int not_started = 0;  // errno, if there is no such program
    bool timed_out = false;
    bool too_greedy = false;  // confined, it took more memory or processes than anybody needs
    bool stopped = false;  // in the foreground: by who asked us to end
    double seconds = 0;  // from start to end
    long peak_kib = 0;   // most memory it held
    std::string output;  // in the background at most 1 MiB
    std::string
        report;  // in the background: what it wrote to file number kReportFile; at most 64 MiB
};

// A number that a program is told, so that it can report beside its output (write_report()).
inline constexpr int kReportFile = 3;

// InputError if the program cannot be started.
ProcessEnd run_in_foreground(const std::filesystem::path& program,
                             const std::vector<std::string>& args,
                             const ProcessOptions& options = {});

// words[0] is looked for in PATH unless it has a slash.
ProcessEnd run_in_background(const std::vector<std::string>& words,
                             const ProcessOptions& options = {});

// Becomes that program; returns only by throwing InputError.
[[noreturn]] void become_program(const std::filesystem::path& program,
                                 const std::vector<std::string>& args);

// The other end of ProcessEnd::report, in the program that was started. If nobody listens any more,
// this program ends as one does whose pipe is closed.
void write_report(int file, std::string_view text);

}  // namespace book
