// Calls a tool of ./book as a shell would: arguments and standard input go in; status, standard
// output and standard error come out.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "temporary_folder.h"

struct ToolRun {
    int status = -1;
    std::string out, err;

    // Wrong input: status 2, one line that says so, and no result.
    bool refused() const {
        return status == 2 && out.empty() && !err.empty() && err.back() == '\n' &&
               std::count(err.begin(), err.end(), '\n') == 1;
    }
    bool complains_of(const std::string& what) const {
        return refused() && err.find(what) != std::string::npos;
    }
};

// One of the three standard files, exchanged for another for a while.
class Redirected {
  public:
    Redirected(int standard, const std::string& path, int flags)
        : standard_(standard), before_(dup(standard)) {
        const int file = open(path.c_str(), flags, 0600);
        dup2(file, standard);
        close(file);
    }
    ~Redirected() {
        dup2(before_, standard_);
        close(before_);
    }
    Redirected(const Redirected&) = delete;
    Redirected& operator=(const Redirected&) = delete;

  private:
    int standard_, before_;
};

inline ToolRun run_in_process(int (*tool)(int, char**), std::vector<std::string> words,
                              const std::string& input = "") {
    const TemporaryFolder folder;
    folder.write("in", input);
    words.insert(words.begin(), "./book tool");
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    ToolRun run;
    std::fflush(stdout);
    {
        const Redirected in(STDIN_FILENO, folder.path("in"), O_RDONLY);
        const Redirected out(STDOUT_FILENO, folder.path("out"), O_WRONLY | O_CREAT);
        const Redirected err(STDERR_FILENO, folder.path("err"), O_WRONLY | O_CREAT);
        std::clearerr(stdin);
        std::cin.clear();
        run.status = tool(static_cast<int>(words.size()), argv.data());
        std::fflush(stdout);
        std::fflush(stderr);
    }
    run.out = read_whole_file(folder.path("out"));
    run.err = read_whole_file(folder.path("err"));
    return run;
}
