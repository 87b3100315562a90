// A reader at a terminal, for tests: starts a program in a pseudo-terminal, types, and watches what
// comes.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#ifdef __APPLE__
#include <util.h>
#else
#include <pty.h>
#include <utmp.h>
#endif

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "core/clock.h"

class Learner {
  public:
    explicit Learner(std::vector<std::string> words) {
        std::vector<char*> list;
        for (std::string& word : words) list.push_back(word.data());
        list.push_back(nullptr);
        winsize window{};
        window.ws_row = 24;
        window.ws_col = 80;
        // The test's own end of the terminal stays open, so that its state can be looked at to the end.
        if (openpty(&terminal_, &inner_, nullptr, nullptr, &window) != 0) std::abort();
        fcntl(terminal_, F_SETFD, FD_CLOEXEC);
        fcntl(inner_, F_SETFD, FD_CLOEXEC);
        tcgetattr(inner_, &before_);
        child_ = fork();
        if (child_ == 0) {
            login_tty(dup(inner_));
            execv(list[0], list.data());
            _exit(127);
        }
    }
    ~Learner() {
        if (child_ > 0) {
            kill(child_, SIGKILL);
            waitpid(child_, nullptr, 0);
        }
        close(terminal_);
        close(inner_);
    }
    Learner(const Learner&) = delete;
    Learner& operator=(const Learner&) = delete;

    void types(const std::string& keys) {
        if (write(terminal_, keys.data(), keys.size()) < 0) std::abort();
    }

    // Does that come, behind what was seen last? Without colours and returns.
    bool sees(const std::string& what, double seconds = 60) {
        const book::Stopwatch clock;
        while (seen_.find(what, from_) == std::string::npos) {
            const double left = seconds - clock.seconds();
            if (left <= 0 || !listen(static_cast<int>(1000 * left) + 1)) break;
        }
        const std::size_t at = seen_.find(what, from_);
        if (at == std::string::npos) return false;
        from_ = at + what.size();
        return true;
    }

    // Waits for its end; 128 + signal if a signal ended it.
    int ends() {
        int how = 0;
        const book::Stopwatch clock;
        while (waitpid(child_, &how, WNOHANG) == 0) {
            listen(20);  // or it could wait for somebody to read
            if (clock.seconds() > 20) return -1;
        }
        child_ = -1;
        while (listen(20)) {
        }
        return WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
    }

    // Has Ctrl-Z stopped it?
    bool stops() const {
        int how = 0;
        return waitpid(child_, &how, WUNTRACED) == child_ && WIFSTOPPED(how);
    }

    // Is the terminal as it was before?
    bool terminal_is_as_before() const {
        termios now{};
        tcgetattr(inner_, &now);
        return now.c_lflag == before_.c_lflag && now.c_iflag == before_.c_iflag &&
               now.c_oflag == before_.c_oflag;
    }

    // Hundredths of a second of processor time that the program has used.
    long ticks() const {
#ifdef __APPLE__
        long minutes = 0, seconds = 0, hundredths = 0;  // it says 0:01.23
        const std::string ask = "ps -o time= -p " + std::to_string(child_);
        if (FILE* answer = popen(ask.c_str(), "r")) {
            if (std::fscanf(answer, "%ld:%ld.%ld", &minutes, &seconds, &hundredths) != 3)
                minutes = -1;
            pclose(answer);
        }
        return (60 * minutes + seconds) * 100 + hundredths;
#else
        std::ifstream in("/proc/" + std::to_string(child_) + "/stat");
        std::string word;
        long user = 0, system = 0;
        std::getline(in, word, ')');
        for (int i = 0; i < 11; ++i) in >> word;
        in >> user >> system;
        return user + system;
#endif
    }

    pid_t process() const { return child_; }
    std::string all() const { return seen_; }

  private:
    bool listen(int milliseconds) {
        pollfd file{terminal_, POLLIN, 0};
        if (poll(&file, 1, milliseconds) <= 0) return false;
        std::array<char, 4096> block;
        const ssize_t n = read(terminal_, block.data(), block.size());
        if (n <= 0) return false;
        for (ssize_t i = 0; i < n; ++i) {
            const char c = block[static_cast<std::size_t>(i)];
            if (c == '\x1b') in_escape_ = true;
            if (!in_escape_ && c != '\r') seen_ += c;
            if (in_escape_ && ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')))
                in_escape_ = false;
        }
        return true;
    }

    int terminal_ = -1, inner_ = -1;
    pid_t child_ = -1;
    termios before_{};
    std::string seen_;
    std::size_t from_ = 0;
    bool in_escape_ = false;
};
