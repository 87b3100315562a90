#include "host/standard_files.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "core/require.h"

namespace book {

namespace {

// After a call that failed: is there nothing wrong? Somebody else who has the file may have asked that no
// call waits; then this does.
bool may_go_on(int file, short event) {
    if (errno == EINTR) return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
    pollfd there{file, event, 0};
    return poll(&there, 1, -1) >= 0 || errno == EINTR;
}

// False, and errno, if the file does not take it.
bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        errno = 0;
        const ssize_t n = write(file, text.data(), text.size());
        if (n > 0)
            text.remove_prefix(static_cast<std::size_t>(n));
        else if (!may_go_on(file, POLLOUT))
            return false;
    }
    return true;
}

}  // namespace

void hold_standard_files() {
    for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(file, F_GETFD) == -1)
            open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

std::size_t read_from_stdin(std::span<char> buffer) {
    for (;;) {
        const ssize_t n = read(STDIN_FILENO, buffer.data(), buffer.size());
        if (n >= 0) return static_cast<std::size_t>(n);
        require_input(may_go_on(STDIN_FILENO, POLLIN), "standard input cannot be read: {}",
                      std::strerror(errno));
    }
}

void print_to_stderr(std::string_view text) noexcept { write_all(STDERR_FILENO, text); }

void print_to_stdout(std::string_view text) {
    // What was printed before goes first.
    const bool written =
        std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && write_all(STDOUT_FILENO, text);
    const int error = errno;  // before anything else can change it
    require_input(written, "cannot write to standard output: {}", std::strerror(error));
}

}  // namespace book
