#include "host/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "core/clock.h"
#include "core/require.h"
#include "host/confinement.h"
#include "host/held_signals.h"

#ifdef __linux__
#include <sys/personality.h>
#include <sys/prctl.h>
#endif

extern char** environ;  // unistd.h declares it on Linux only

namespace book {
namespace {

constexpr std::size_t kLongestOutput = std::size_t{1} << 20;  // in the background
constexpr std::size_t kLongestReport = std::size_t{64}
                                       << 20;  // 17,000 sentences, as numbers, are 11 MB
constexpr int kMillisecondsBetweenQuestions = 100;
constexpr int kMillisecondsBetweenLooks = 2;  // at whoever has closed its pipes and goes on
constexpr int kMillisecondsToGoOn = 10;
constexpr int kSecondsOfGrace = 2;
constexpr int kMostProcesses = 64;           // of a confined program, with all that it starts
constexpr long kMostKib = 2L * 1024 * 1024;  // the same of memory: two GiB
constexpr int kMostInherited = 256;          // file numbers that a shell may have left open

enum class Ground { fore, back };

// The program in the foreground is the one whom our end is about, so it hears of it first; we tidy up
// when it is gone.
volatile pid_t in_foreground = -1;
volatile std::sig_atomic_t handed_on = 0;
extern "C" void hand_on(int signal) {
    const int error = errno;
    handed_on = signal;
    if (in_foreground > 0) kill(in_foreground, signal);
    errno = error;
}

// Ctrl-Z has stopped the program that stands in our place: so are we, until somebody says fg. (If that
// was said already, it goes on by now.)
void stop_with(pid_t child) {
    usleep(1000 * kMillisecondsToGoOn);
    siginfo_t how{};
    if (waitid(P_PID, static_cast<id_t>(child), &how, WCONTINUED | WNOHANG) == 0 && how.si_pid != 0)
        return;
    raise(SIGSTOP);
    kill(0, SIGCONT);  // the program may have started others, who were stopped with it
}

struct Pipe {
    int read_end = -1, write_end = -1;

    Pipe() = default;
    ~Pipe() {
        close_end(read_end);
        close_end(write_end);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    void make() {
        int ends[2];
        require_input(pipe(ends) == 0, "too many files are open: {}", std::strerror(errno));
        // Above the numbers that the child gives to its standard files.
        read_end = fcntl(ends[0], F_DUPFD_CLOEXEC, 10);
        write_end = fcntl(ends[1], F_DUPFD_CLOEXEC, 10);
        const int error = errno;
        close(ends[0]);
        close(ends[1]);
        require_input(read_end >= 0 && write_end >= 0, "too many files are open: {}",
                      std::strerror(error));
    }

    static void close_end(int& end) {
        if (end >= 0) close(end);
        end = -1;
    }
};

std::vector<char*> pointers_to(std::vector<std::string>& words) {
    std::vector<char*> list;
    list.reserve(words.size() + 1);
    for (std::string& word : words) list.push_back(word.data());
    list.push_back(nullptr);
    return list;
}

// Our environment, with some variables added or changed.
std::vector<std::string> environment_with(
    const std::vector<std::pair<std::string, std::string>>& more) {
    std::vector<std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        const auto replaces = [&](const auto& pair) {
            return text.substr(0, text.find('=')) == pair.first;
        };
        if (std::none_of(more.begin(), more.end(), replaces)) variables.emplace_back(text);
    }
    for (const auto& [name, value] : more) variables.push_back(fmt::format("{}={}", name, value));
    return variables;
}

// A program that is about to be started. All of it is made ready before the fork: between fork and exec
// only few calls are safe, and none that asks for memory.
class Launch {
  public:
    Launch(Ground ground, const std::vector<std::string>& words, const ProcessOptions& options)
        : ground_(ground),
          options_(options),
          words_(words),
          variables_(environment_with(options.environment)),
          word_list_(pointers_to(words_)),
          variable_list_(pointers_to(variables_)) {
        failure_.make();
        if (ground == Ground::back || options.capture_output) output_.make();
        if (ground == Ground::back) report_.make();
        if (!options.input.empty()) prepare_input();
        if (options.confined) descendants_.emplace();
        if (ground == Ground::back) return;
        // Keys are meant for a program in the foreground; what it does then, its status tells.
        ignored_.emplace(std::initializer_list<int>{SIGINT, SIGQUIT}, nullptr,
                         HeldSignals::Times::always);
        handed_on = 0;
        handed_on_.emplace(std::initializer_list<int>{SIGTERM, SIGHUP}, hand_on,
                           HeldSignals::Times::always);
    }

    // Where listening ended by an exception, the child must not stay behind.
    ~Launch() {
        if (ground_ == Ground::fore) in_foreground = -1;
        if (input_ >= 0) close(input_);
        if (child_ <= 0) return;
        end_at_once();
        waitpid(child_, nullptr, 0);
    }
    Launch(const Launch&) = delete;
    Launch& operator=(const Launch&) = delete;

    ProcessEnd run() {
        const Stopwatch clock;
        // Where our parent ignored it, the system would throw away how the child ended.
        std::signal(SIGCHLD, SIG_DFL);
        child_ = fork();
        if (child_ == 0) become();
        require_input(child_ > 0, "{} cannot be started: {}", words_[0], std::strerror(errno));
        if (ground_ == Ground::fore) {
            in_foreground = child_;
            if (handed_on != 0) send(handed_on);  // it came before there was anybody
        }
        if (in_group()) setpgid(child_, child_);  // whoever comes first
        for (Pipe* each : {&output_, &report_, &failure_}) Pipe::close_end(each->write_end);

        ProcessEnd end;
        listen(clock, end);
        if (options_.confined || end.timed_out) end_at_once();
        take_the_rest(end);
        wait_for_end(end);
        end.seconds = clock.seconds();
        if (read(failure_.read_end, &end.not_started, sizeof end.not_started) <= 0)
            end.not_started = 0;
        if (ground_ == Ground::fore) end.stopped = handed_on != 0;
        tell_who_answered_before();
        return end;
    }

  private:
    [[noreturn]] void become() {
        if (ground_ == Ground::back)
            leave_terminal();
        else
            restore_signals();
#ifdef __linux__
        if (options_.fixed_addresses) personality(ADDR_NO_RANDOMIZE);  // where a container lets us
#endif
        if (output_.write_end >= 0) dup2(output_.write_end, STDOUT_FILENO);
        // In the background, who listens sees to the time: a program could stop its own clock.
        if (options_.seconds_limit > 0 && ground_ == Ground::fore)
            alarm(static_cast<unsigned>(std::ceil(options_.seconds_limit)));
        if (options_.confined) {
            for (int file = kReportFile + 1; file < kMostInherited; ++file)
                fcntl(file, F_SETFD, FD_CLOEXEC);
            confine_this_process();
        }
        environ = variable_list_.data();
        // Only a name is looked for: execvp() would give an empty file to a shell, which is content.
        if (std::strchr(word_list_[0], '/') != nullptr)
            execv(word_list_[0], word_list_.data());
        else
            execvp(word_list_[0], word_list_.data());
        const int error = errno;
        const ssize_t told = write(failure_.write_end, &error, sizeof error);
        _exit(told > 0 ? 127 : 126);
    }

    void leave_terminal() const {
        if (in_group())
            setpgid(0, 0);
        else
            setsid();  // without a terminal, too
#ifdef __linux__
        prctl(PR_SET_PDEATHSIG, SIGKILL);  // if we are killed, an endless loop must not stay behind
#endif
        dup2(input_ >= 0 ? input_ : open("/dev/null", O_RDONLY), STDIN_FILENO);
        dup2(output_.write_end, STDERR_FILENO);
        dup2(report_.write_end, kReportFile);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGPIPE})
            std::signal(signal, SIG_DFL);
    }

    void restore_signals() const {
        ignored_->restore();
        handed_on_->restore();
    }

    // What we have handed on was meant for us, too. If it would only end us, the program's status tells.
    void tell_who_answered_before() const {
        if (ground_ == Ground::back) return;
        in_foreground = -1;
        restore_signals();
        if (handed_on != 0 && handed_on_->had_answer(handed_on)) raise(handed_on);
    }

    bool in_group() const { return ground_ == Ground::back && !options_.confined; }

    void send(int signal) const { kill(ground_ == Ground::back ? -child_ : child_, signal); }

    void end_at_once() const {
        if (descendants_)
            descendants_->end_all(child_);
        else
            send(SIGKILL);
    }

    // A file without a name: it is gone with whoever has read it.
    void prepare_input() {
        std::FILE* const file = std::tmpfile();
        const bool kept = file != nullptr &&
                          std::fwrite(options_.input.data(), 1, options_.input.size(), file) ==
                              options_.input.size() &&
                          std::fflush(file) == 0;
        if (kept) {
            input_ = fcntl(fileno(file), F_DUPFD_CLOEXEC, 10);
            lseek(input_, 0, SEEK_SET);
        }
        const int error = errno;
        if (file != nullptr) std::fclose(file);
        require_input(kept && input_ >= 0, "a temporary file cannot be written: {}",
                      std::strerror(error));
    }

    bool has_ended() const {
        siginfo_t how{};
        return waitid(P_PID, static_cast<id_t>(child_), &how, WEXITED | WNOHANG | WNOWAIT) != 0 ||
               how.si_pid != 0;
    }

    bool takes_too_much() const {
        if (!descendants_) return false;
        const Descendants::Use use = descendants_->use();
        return use.processes > kMostProcesses || use.kib > kMostKib;
    }

    // Is there anything to wait for? A program without a limit is listened to as long as anybody holds
    // its pipes, as those do that ninja has started. With one, it is over when the program itself is.
    bool goes_on() const {
        const bool heard = output_.read_end >= 0 || report_.read_end >= 0;
        return options_.seconds_limit > 0 ? !has_ended() : heard;
    }

    // How long it may be until something is looked at again, in milliseconds; -1: for ever.
    int patience() const {
        if (output_.read_end < 0 && report_.read_end < 0) return kMillisecondsBetweenLooks;
        return options_.stop || options_.seconds_limit > 0 ? kMillisecondsBetweenQuestions : -1;
    }

    // Reads what comes until the program is over, its time is up, or we are asked to stop. Then it has a
    // moment: ninja takes its unfinished files away, and the next build must not begin before it has.
    void listen(const Stopwatch& clock, ProcessEnd& end) {
        double stopped_at = 0, looked_at = 0;
        std::size_t told = 0;
        while (ground_ == Ground::back ? goes_on() : output_.read_end >= 0) {
            const double now = clock.seconds();
            if (end.stopped && now > stopped_at + kSecondsOfGrace) break;
            if (!end.stopped && options_.seconds_limit > 0 && now > options_.seconds_limit) {
                end.timed_out = true;
                return;
            }
            if (!end.stopped && now > looked_at + 1e-3 * kMillisecondsBetweenQuestions) {
                looked_at = now;
                end.too_greedy = takes_too_much();
                if (end.too_greedy) return;
            }
            if (!end.stopped && options_.stop && options_.stop()) {
                end.stopped = true;
                if (options_.confined) return;  // it has nothing to tidy up
                stopped_at = now;
                send(SIGTERM);
            }
            std::array<pollfd, 2> files{
                {{output_.read_end, POLLIN, 0}, {report_.read_end, POLLIN, 0}}};
            if (poll(files.data(), files.size(), patience()) <= 0) continue;
            if (files[0].revents != 0) drain(output_, end.output);
            if (files[1].revents != 0) drain(report_, end.report);
            hand_over_lines(end.output, told);
        }
        if (end.stopped) send(SIGKILL);  // whoever would not end
    }

    // What was written before the end, and not read yet. Somebody who was not ended may hold the pipes:
    // nobody waits.
    void take_the_rest(ProcessEnd& end) {
        for (auto [pipe, text] : {std::pair{&output_, &end.output}, {&report_, &end.report}}) {
            if (ground_ == Ground::fore || pipe->read_end < 0) continue;
            fcntl(pipe->read_end, F_SETFL, O_NONBLOCK);
            while (pipe->read_end >= 0 && drain(*pipe, *text)) {
            }
        }
    }

    // Takes what is there; false: nothing.
    bool drain(Pipe& pipe, std::string& text) const {
        std::array<char, 1 << 14> block;
        const ssize_t n = read(pipe.read_end, block.data(), block.size());
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) return false;
        if (n <= 0) {
            Pipe::close_end(pipe.read_end);
            return false;
        }
        // What a loop that prints for ever says is not worth all memory.
        const std::size_t longest = &pipe == &report_ ? kLongestReport : kLongestOutput;
        const std::size_t most =
            ground_ == Ground::back ? longest : std::numeric_limits<std::size_t>::max();
        const std::size_t room = most - std::min(most, text.size());
        text.append(block.data(), std::min(room, static_cast<std::size_t>(n)));
        return true;
    }

    void hand_over_lines(const std::string& text, std::size_t& begin) const {
        if (!options_.line) return;
        for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
            options_.line(text.substr(begin, end - begin));
    }

    void wait_for_end(ProcessEnd& end) {
        int status = 0;
        struct rusage used {};
        const pid_t child = std::exchange(child_, -1);  // whatever comes now, it is gone
        pid_t ended = -1;
        const int also_stopped = ground_ == Ground::fore ? WUNTRACED : 0;
        for (;;) {
            ended = wait4(child, &status, also_stopped, &used);
            if (ended == child && WIFSTOPPED(status))
                stop_with(child);
            else if (ended >= 0 || errno != EINTR)
                break;
        }
        require(ended == child, "{}: nobody knows how it ended: {}", words_[0],
                std::strerror(errno));
#ifdef __APPLE__
        end.peak_kib = used.ru_maxrss / 1024;  // it counts bytes
#else
        end.peak_kib = used.ru_maxrss;
#endif
        end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        end.timed_out |= ground_ == Ground::fore && end.signal == SIGALRM;
        end.status = end.signal != 0 ? 128 + end.signal : WEXITSTATUS(status);
    }

    Ground ground_;
    const ProcessOptions& options_;
    std::vector<std::string> words_, variables_;
    std::vector<char*> word_list_, variable_list_;
    Pipe output_, report_, failure_;
    std::optional<HeldSignals> ignored_, handed_on_;
    std::optional<Descendants> descendants_;
    pid_t child_ = -1;
    int input_ = -1;
};

std::vector<std::string> command_line(const std::filesystem::path& program,
                                      const std::vector<std::string>& args) {
    std::vector<std::string> words{program.string()};
    words.insert(words.end(), args.begin(), args.end());
    return words;
}

}  // namespace

ProcessEnd run_in_foreground(const std::filesystem::path& program,
                             const std::vector<std::string>& args, const ProcessOptions& options) {
    ProcessEnd end = Launch(Ground::fore, command_line(program, args), options).run();
    require_input(end.not_started == 0, "{} cannot be started: {}", program.string(),
                  std::strerror(end.not_started));
    return end;
}

ProcessEnd run_in_background(const std::vector<std::string>& words, const ProcessOptions& options) {
    return Launch(Ground::back, words, options).run();
}

void become_program(const std::filesystem::path& program, const std::vector<std::string>& args) {
    std::vector<std::string> words = command_line(program, args);
    const std::vector<char*> list = pointers_to(words);
    execv(list[0], list.data());
    throw InputError(
        fmt::format("{} cannot be started: {}", program.string(), std::strerror(errno)));
}

void write_report(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = write(file, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

}  // namespace book
