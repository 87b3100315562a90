// Runs the tools of a lesson (cmake, the check of an exercise) and keeps what they say.
//
// Whatever it starts is a process group of its own: it can be ended with all its children, and the
// Ctrl-C of a terminal reaches only the one who waits, who then decides.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace book {

struct CommandOptions {
    int seconds_limit = 0;  // it is ended after that many seconds; 0: never
    std::vector<std::pair<std::string, std::string>> environment = {};  // added to ours
    // Older sanitizers lose their way where a system scatters memory too widely.
    bool fixed_addresses = false;
    std::function<bool()> stop = {};                    // asked ten times a second: end it?
    std::function<void(const std::string&)> line = {};  // each line of output, as it comes
};

struct CommandEnd {
    int status = 0;       // what it returned; 128 + signal if a signal ended it
    int signal = 0;       // or 0
    int not_started = 0;  // errno, if there is no such program
    bool timed_out = false;
    bool stopped = false;
    std::string output;   // standard output and standard error, at most 1 MiB
    std::string verdict;  // what it wrote to file descriptor 3
};

// words[0] is looked for in PATH unless it has a slash. Standard input is empty.
CommandEnd run_command(const std::vector<std::string>& words, const CommandOptions& options = {});

}  // namespace book
