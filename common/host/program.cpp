#include "host/program.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "core/clock.h"
#include "core/require.h"

namespace book {
namespace {

std::vector<char*> argument_list(std::vector<std::string>& words) {
    std::vector<char*> list;
    list.reserve(words.size() + 1);
    for (std::string& word : words) list.push_back(word.data());
    list.push_back(nullptr);
    return list;
}

std::vector<std::string> command_line(const std::filesystem::path& program,
                                      const std::vector<std::string>& args) {
    std::vector<std::string> words{program.string()};
    words.insert(words.end(), args.begin(), args.end());
    return words;
}

std::string read_all(int file) {
    std::string text;
    char block[4096];
    for (;;) {
        const ssize_t n = read(file, block, sizeof block);
        if (n > 0) text.append(block, n);
        if (n == 0 || (n < 0 && errno != EINTR)) return text;
    }
}

// While a program runs, Ctrl-C is meant for it; what it does then, its status tells.
class IgnoreInterrupts {
  public:
    IgnoreInterrupts() {
        struct sigaction ignore {};
        ignore.sa_handler = SIG_IGN;
        sigaction(SIGINT, &ignore, &before_);
    }
    ~IgnoreInterrupts() { sigaction(SIGINT, &before_, nullptr); }
    IgnoreInterrupts(const IgnoreInterrupts&) = delete;
    IgnoreInterrupts& operator=(const IgnoreInterrupts&) = delete;
    void restore_in_child() const { sigaction(SIGINT, &before_, nullptr); }

  private:
    struct sigaction before_ {};
};

}  // namespace

ProgramEnd run_program(const std::filesystem::path& program, const std::vector<std::string>& args,
                       const ProgramOptions& options) {
    require(access(program.c_str(), X_OK) == 0, "{} cannot be started: {}", program.string(),
            std::strerror(errno));
    std::vector<std::string> words = command_line(program, args);
    const std::vector<char*> list = argument_list(words);
    int pipe_ends[2] = {-1, -1};
    if (options.capture_output)
        require(pipe(pipe_ends) == 0, "no pipe to {}: {}", program.string(), std::strerror(errno));

    const Stopwatch clock;
    const IgnoreInterrupts quiet;
    const pid_t child = fork();
    require(child >= 0, "{} cannot be started: {}", program.string(), std::strerror(errno));
    if (child == 0) {
        quiet.restore_in_child();
        if (options.capture_output) {
            dup2(pipe_ends[1], STDOUT_FILENO);
            close(pipe_ends[0]);
            close(pipe_ends[1]);
        }
        if (options.seconds_limit > 0) alarm(static_cast<unsigned>(options.seconds_limit));
        execv(list[0], list.data());
        _exit(127);
    }

    ProgramEnd end;
    if (options.capture_output) {
        close(pipe_ends[1]);
        end.output = read_all(pipe_ends[0]);
        close(pipe_ends[0]);
    }
    int status = 0;
    struct rusage used {};
    while (wait4(child, &status, 0, &used) < 0 && errno == EINTR) {
    }
    end.seconds = clock.seconds();
#ifdef __APPLE__
    end.peak_kib = used.ru_maxrss / 1024;  // it counts bytes
#else
    end.peak_kib = used.ru_maxrss;
#endif
    end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    end.status = end.signal != 0 ? 128 + end.signal : WEXITSTATUS(status);
    end.timed_out = end.signal == SIGALRM;
    return end;
}

void note_measures(const std::string& name, const ProgramEnd& end) {
    const char* file = std::getenv("BOOK_MEASURES");
    if (file == nullptr || *file == '\0') return;
    std::ofstream out(file, std::ios::app);
    out << fmt::format("{} {:.2f} {} {}\n", name, end.seconds, end.peak_kib / 1024, end.status);
    require_input(out.good(), "BOOK_MEASURES: {} cannot be written", file);
}

void become_program(const std::filesystem::path& program, const std::vector<std::string>& args) {
    std::vector<std::string> words = command_line(program, args);
    const std::vector<char*> list = argument_list(words);
    execv(list[0], list.data());
    throw Error(fmt::format("{} cannot be started: {}", program.string(), std::strerror(errno)));
}

}  // namespace book
