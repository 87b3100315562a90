#include "host/pager.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "core/clock.h"
#include "core/display_width.h"
#include "core/require.h"
#include "core/words_in.h"
#include "host/environment.h"
#include "host/held_signals.h"
#include "host/process.h"
#include "host/standard_files.h"
#include "host/terminal.h"

namespace book {
namespace {

constexpr double kPatience = 1;  // seconds, until it is said that the work goes on

bool needs_shell(const std::string& command) {
    return command.find_first_of("|&;<>()$`\\\"'*?[#~=%") != std::string::npos;
}

std::vector<std::string> call_of(const Pager& pager) {
    if (needs_shell(pager.command)) return {"/bin/sh", "-c", pager.command};
    return words_in(pager.command);
}

bool is_program(const std::string& path) { return access(path.c_str(), X_OK) == 0; }

int status_of(int how) { return WIFSIGNALED(how) ? 128 + WTERMSIG(how) : WEXITSTATUS(how); }

// Waits for that child, or, for -1, for any.
pid_t wait_for(pid_t child, int& how) {
    pid_t ended = -1;
    do {
        ended = waitpid(child, &how, 0);
    } while (ended < 0 && errno == EINTR);
    return ended;
}

volatile pid_t work = -1;
void pass_on(int signal) { kill(work, signal); }

[[noreturn]] void become_reader(const Pager& pager, const std::vector<std::string>& words,
                                const int (&pipe_ends)[2]) {
    dup2(pipe_ends[0], STDIN_FILENO);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    for (const auto& [name, value] : pager.environment) set_environment_variable(name, value);
    std::vector<char*> list;
    list.reserve(words.size() + 1);
    for (const std::string& word : words) list.push_back(const_cast<char*>(word.c_str()));
    list.push_back(nullptr);
    execvp(list[0], list.data());
    _exit(127);
}

void become_writer(const int (&pipe_ends)[2], int columns) {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGTERM);  // if the one who waits is killed, nobody is left to wait
#endif
    dup2(pipe_ends[1], STDOUT_FILENO);
    if (is_terminal(Stream::error)) dup2(pipe_ends[1], STDERR_FILENO);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    set_environment_variable("COLUMNS", fmt::format("{}", columns));
    set_environment_variable("CLICOLOR_FORCE", "1");
}

// Takes what is still written, so that nobody writes into a closed pipe, until the last has closed it, and
// prints it if nobody else has shown it. Returns the last line: a complaint, if the work ends with one.
std::string take_the_rest(int pipe_end, bool print) {
    const Stopwatch clock;
    bool told = false;
    std::string last_line;
    std::array<char, 1 << 12> block;
    for (;;) {
        pollfd file{pipe_end, POLLIN, 0};
        const int ready = poll(&file, 1, told ? -1 : 100);
        if (!told && clock.seconds() > kPatience) {
            print_to_stderr("book: the page goes on being computed; Ctrl-C ends it\n");
            told = true;
        }
        if (ready <= 0) continue;
        const ssize_t n = read(pipe_end, block.data(), block.size());
        if (n == 0 || (n < 0 && errno != EINTR)) return last_line;
        const std::string_view taken(block.data(),
                                     static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
        if (print) print_to_stdout(taken);
        for (const char c : taken) {
            if (!last_line.empty() && last_line.back() == '\n') last_line.clear();
            last_line += c;
        }
    }
}

// A pager that did not begin (126, 127: there is none; 1: it does not know an option) has left the page in
// the pipe. (less says 2 when Ctrl-C ends it, and is read.)
bool failed(int how) {
    const int status = status_of(how);
    return WIFEXITED(how) && (status == 1 || status == 126 || status == 127);
}

[[noreturn]] void wait_for_both(const Pager& pager, pid_t reader, int pipe_end) {
    // The reader answers Ctrl-C itself, and the work ends by it: we have to be there when both are done.
    const HeldSignals ignored({SIGINT, SIGQUIT}, nullptr, HeldSignals::Times::always);
    const HeldSignals passed_on({SIGTERM}, pass_on, HeldSignals::Times::always);
    int how_work_ended = 0, how_reader_ended = 0, how = 0;
    bool has_failed = false;
    if (wait_for(-1, how) == reader) {
        how_reader_ended = how;
        has_failed = failed(how_reader_ended);
        const std::string last_line = take_the_rest(pipe_end, has_failed);
        wait_for(work, how_work_ended);
        if (!has_failed && status_of(how_work_ended) == 2) print_to_stderr(last_line);
    } else {
        how_work_ended = how;
        wait_for(reader, how_reader_ended);
        has_failed = failed(how_reader_ended);
        if (has_failed) take_the_rest(pipe_end, true);
    }
    if (has_failed)
        print_to_stderr(fmt::format("book: the pager \"{}\" failed; --no-pager does without\n",
                                    printable(pager.command)));
    _exit(status_of(how_work_ended));
}

// Is that a command in the language of a shell, which it can quote without commanding a terminal?
bool is_for_a_shell(const std::string& command) {
    if (printable(command) != command) return false;
    return run_in_background({"/bin/sh", "-n", "-c", command}).status == 0;
}

}  // namespace

bool is_installed(const Pager& pager) {
    const std::vector<std::string> words = words_in(pager.command);
    // A shell takes A=b before the program's name.
    const auto program = std::find_if(words.begin(), words.end(), [](const std::string& word) {
        return word.find('=') == std::string::npos;
    });
    if (program == words.end()) return false;
    if (needs_shell(*program)) return is_for_a_shell(pager.command);
    if (needs_shell(pager.command) && !is_for_a_shell(pager.command)) return false;
    if (program->find('/') != std::string::npos) return is_program(*program);
    std::istringstream folders(environment_variable("PATH", ""));
    for (std::string folder; std::getline(folders, folder, ':');)
        if (is_program((folder.empty() ? "." : folder) + "/" + *program)) return true;
    return false;
}

void print_through(const Pager& pager) {
    const std::vector<std::string> words = call_of(pager);
    const int columns = window_columns(Stream::output);
    std::fflush(nullptr);  // or both processes would print what waits there
    int ends[2];
    require_input(pipe(ends) == 0, "too many files are open: {}", std::strerror(errno));
    std::signal(SIGCHLD, SIG_DFL);  // where it was ignored, nobody would learn how a child ended
    const pid_t reader = fork();
    if (reader == 0) become_reader(pager, words, ends);
    require_input(reader > 0, "{} cannot be started: {}", words[0], std::strerror(errno));
    work = fork();
    if (work == 0) return become_writer(ends, columns);
    const int error = errno;
    close(ends[1]);
    require_input(work > 0, "there can be no more processes: {}", std::strerror(error));
    wait_for_both(pager, reader, ends[0]);
}

}  // namespace book
