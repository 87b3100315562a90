#include "host/keyboard.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include "host/held_signals.h"

namespace book {
namespace {

volatile std::sig_atomic_t stop_asked = 0, suspend_asked = 0;
int wake_up[2] = {-1, -1};  // a signal writes here, so that a wait which is about to begin ends

extern "C" void note_signal(int signal) {
    const int error = errno;
    if (signal == SIGTSTP)
        suspend_asked = 1;
    else
        stop_asked = 1;
    const ssize_t ignored = write(wake_up[1], "", 1);
    static_cast<void>(ignored);  // a full pipe wakes up, too
    errno = error;
}

}  // namespace

struct Keyboard::State {
    std::optional<HeldSignals> signals;
    bool raw = false;
    termios before{};

    State() {
        stop_asked = 0;
        suspend_asked = 0;
        if (pipe(wake_up) == 0)
            for (const int end : wake_up) {
                fcntl(end, F_SETFL, O_NONBLOCK);
                fcntl(end, F_SETFD, FD_CLOEXEC);
            }
        signals.emplace(std::initializer_list<int>{SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP},
                        note_signal, HeldSignals::Times::always);
        begin();
    }
    ~State() {
        restore();
        signals.reset();  // it writes into the pipe
        for (int& end : wake_up) {
            close(end);
            end = -1;  // the number may soon be another file's
        }
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void begin() {
        if (isatty(STDIN_FILENO) == 0 || tcgetpgrp(STDIN_FILENO) != getpgrp() ||
            tcgetattr(STDIN_FILENO, &before) != 0)
            return;
        termios keys = before;
        keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);  // ISIG stays: Ctrl-C is a signal
        keys.c_cc[VMIN] = 1;
        keys.c_cc[VTIME] = 0;
        raw = tcsetattr(STDIN_FILENO, TCSANOW, &keys) == 0;
    }

    void restore() {
        if (raw) tcsetattr(STDIN_FILENO, TCSANOW, &before);
        raw = false;
    }

    void suspend_if_asked() {
        if (suspend_asked == 0) return;
        suspend_asked = 0;
        restore();
        raise(SIGSTOP);
        begin();  // somebody said fg
    }
};

Keyboard::Keyboard() : state_(std::make_unique<State>()) {}
Keyboard::~Keyboard() = default;

Keyboard::Lent::Lent(Keyboard& keyboard) : keyboard_(keyboard) { keyboard_.state_->restore(); }
Keyboard::Lent::~Lent() {
    suspend_asked = 0;  // that was done with whoever had the terminal
    keyboard_.state_->begin();
}

bool Keyboard::has_keys() const { return state_->raw; }

void Keyboard::wait(int file, int milliseconds) {
    state_->suspend_if_asked();
    if (stop_asked != 0) return;
    std::array<pollfd, 3> files{
        {{wake_up[0], POLLIN, 0}, {file, POLLIN, 0}, {state_->raw ? STDIN_FILENO : -1, POLLIN, 0}}};
    poll(files.data(), files.size(), milliseconds);
    char signs[16];
    while (read(wake_up[0], signs, sizeof signs) > 0) {
    }
    state_->suspend_if_asked();
}

std::string Keyboard::keys() {
    std::string all;
    pollfd file{STDIN_FILENO, POLLIN, 0};
    while (state_->raw && poll(&file, 1, 0) > 0) {
        std::array<char, 64> block;
        const ssize_t n = read(STDIN_FILENO, block.data(), block.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {  // the terminal is gone
            stop_asked = 1;
            return all;
        }
        if (block[0] != '\x1b') all.append(block.data(), static_cast<std::size_t>(n));  // no arrows
    }
    return all;
}

bool Keyboard::asked_to_stop() {
    state_->suspend_if_asked();
    return stop_asked != 0;
}

}  // namespace book
