#include "host/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace book {

FileLock::FileLock(const std::filesystem::path& file, const std::function<bool()>& go_on)
    : file_(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
    if (file_ < 0) {
        trouble_ = std::strerror(errno);
        return;
    }
    const int how = go_on ? LOCK_EX | LOCK_NB : LOCK_EX;
    while (flock(file_, how) != 0) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK) return;  // no locks on this file system
        if (!go_on()) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

FileLock::~FileLock() {
    if (file_ >= 0) close(file_);
}

}  // namespace book
