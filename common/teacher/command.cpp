#include "teacher/command.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "core/clock.h"
#include "core/require.h"

#ifdef __linux__
#include <sys/personality.h>
#include <sys/prctl.h>
#endif

namespace book {
namespace {

constexpr std::size_t kLongestOutput = std::size_t{1} << 20;
constexpr int kVerdictFile = 3;
constexpr int kMillisecondsBetweenQuestions = 100;

struct Pipe {
    int read_end = -1, write_end = -1;

    Pipe() {
        int ends[2];
        require_input(pipe(ends) == 0, "too many files are open: {}", std::strerror(errno));
        // Above the numbers that the child gives to its standard files.
        read_end = fcntl(ends[0], F_DUPFD_CLOEXEC, 10);
        write_end = fcntl(ends[1], F_DUPFD_CLOEXEC, 10);
        close(ends[0]);
        close(ends[1]);
    }
    ~Pipe() {
        close_end(read_end);
        close_end(write_end);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    static void close_end(int& end) {
        if (end >= 0) close(end);
        end = -1;
    }
};

// Between fork and exec: only calls that are safe there.
[[noreturn]] void become(char* const* words, const Pipe& output, const Pipe& verdict,
                         const Pipe& failure, const CommandOptions& options) {
    setpgid(0, 0);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // if we are killed, an endless loop must not stay behind
    if (options.fixed_addresses) personality(ADDR_NO_RANDOMIZE);  // where a container lets us
#endif
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(output.write_end, STDOUT_FILENO);
    dup2(output.write_end, STDERR_FILENO);
    dup2(verdict.write_end, kVerdictFile);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGPIPE})
        std::signal(signal, SIG_DFL);
    // Should it close its pipes and never end.
    if (options.seconds_limit > 0) alarm(static_cast<unsigned>(options.seconds_limit) + 2);
    for (const auto& [name, value] : options.environment) setenv(name.c_str(), value.c_str(), 1);
    execvp(words[0], words);
    const int error = errno;
    const ssize_t told = write(failure.write_end, &error, sizeof error);
    _exit(told > 0 ? 127 : 126);
}

// Takes what is there; false: the other end is closed.
bool drain(int file, std::string& text) {
    std::array<char, 1 << 14> block;
    const ssize_t n = read(file, block.data(), block.size());
    if (n < 0) return errno == EINTR || errno == EAGAIN;
    // What a loop that prints for ever says is not worth all memory.
    const std::size_t room = kLongestOutput - std::min(kLongestOutput, text.size());
    text.append(block.data(), std::min(room, static_cast<std::size_t>(n)));
    return n > 0;
}

void hand_over_lines(const std::string& text, std::size_t& begin, const CommandOptions& options) {
    if (!options.line) return;
    for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
        options.line(text.substr(begin, end - begin));
}

// Reads both pipes until the program has ended, its time is up, or we are asked to stop.
void listen(pid_t child, Pipe& output, Pipe& verdict, const CommandOptions& options,
            CommandEnd& end) {
    const Stopwatch clock;
    std::size_t begin = 0;
    bool ending = false;
    while (output.read_end >= 0 || verdict.read_end >= 0) {
        if (!ending && options.seconds_limit > 0 && clock.seconds() > options.seconds_limit)
            end.timed_out = ending = true;
        if (!ending && options.stop && options.stop()) end.stopped = ending = true;
        if (ending) {
            // Ninja takes its unfinished files away when it is asked to end; nobody else is waited for.
            kill(-child, end.timed_out ? SIGKILL : SIGTERM);
            return;
        }
        std::array<pollfd, 2> files{{{output.read_end, POLLIN, 0}, {verdict.read_end, POLLIN, 0}}};
        const bool asks = options.stop || options.seconds_limit > 0;
        if (poll(files.data(), files.size(), asks ? kMillisecondsBetweenQuestions : -1) <= 0)
            continue;
        if (files[0].revents != 0 && !drain(output.read_end, end.output))
            Pipe::close_end(output.read_end);
        if (files[1].revents != 0 && !drain(verdict.read_end, end.verdict))
            Pipe::close_end(verdict.read_end);
        hand_over_lines(end.output, begin, options);
    }
}

int wait_for(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

}  // namespace

CommandEnd run_command(const std::vector<std::string>& words, const CommandOptions& options) {
    std::vector<std::string> copies = words;
    std::vector<char*> list;
    for (std::string& word : copies) list.push_back(word.data());
    list.push_back(nullptr);

    Pipe output, verdict, failure;
    const pid_t child = fork();
    require_input(child >= 0, "{} cannot be started: {}", words[0], std::strerror(errno));
    if (child == 0) become(list.data(), output, verdict, failure, options);
    setpgid(child, child);  // whoever comes first
    for (Pipe* each : {&output, &verdict, &failure}) Pipe::close_end(each->write_end);

    CommandEnd end;
    listen(child, output, verdict, options, end);
    const int status = wait_for(child);
    end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    end.timed_out |= end.signal == SIGALRM;
    end.status = end.signal != 0 ? 128 + end.signal : WEXITSTATUS(status);
    if (read(failure.read_end, &end.not_started, sizeof end.not_started) <= 0) end.not_started = 0;
    return end;
}

}  // namespace book
