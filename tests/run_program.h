// Runs a program of the book as a reader does, and keeps what it says.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

#include "core/require.h"

namespace book {

struct ProgramRun {
    int status = 0;
    std::string out;  // standard output; with 2>&1 in the command, standard error too
};

inline ProgramRun run_program(const std::string& command) {
    std::FILE* pipe = popen(command.c_str(), "r");
    require(pipe != nullptr, "cannot run {}", command);
    ProgramRun run;
    std::array<char, 4096> buffer;
    for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        run.out.append(buffer.data(), n);
    const int how = pclose(pipe);
    run.status = WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
    return run;
}

// The same of one that leaves a file behind half of its work: it is ended as soon as that is there, or
// after a minute. What it says is not kept.
inline void run_until_there(const std::string& command, const std::string& file) {
    run_program(command + " >/dev/null 2>&1 & for i in $(seq 600); do [ -f '" + file +
                "' ] && break; sleep 0.1; done; kill $!; wait");
}

}  // namespace book
