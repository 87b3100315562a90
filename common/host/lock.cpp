#include "host/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "core/require.h"

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

namespace {

// Whoever ends removes the file: what was locked may lie nowhere any more.
bool lies_at(int file, const std::filesystem::path& path) {
    struct stat locked {
    }, there{};
    return fstat(file, &locked) == 0 && stat(path.c_str(), &there) == 0 &&
           locked.st_dev == there.st_dev && locked.st_ino == there.st_ino;
}

// A lock that somebody left; a pipe, or a file with something in it, is somebody's.
bool is_empty_file(int file) {
    struct stat there {};
    return fstat(file, &there) == 0 && S_ISREG(there.st_mode) && there.st_size == 0;
}

}  // namespace

SoleOwner::SoleOwner(const std::filesystem::path& file) : path_(file) {
    for (;;) {
        file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
        const int error = errno;
        std::error_code unknown;
        require_input(!std::filesystem::is_symlink(path_, unknown),
                      "{}: is needed as a lock, and it is a link; move it away", path_.string());
        require_input(file_ >= 0, "{}: cannot be made: {}", path_.string(), std::strerror(error));
        const bool is_readers = !is_empty_file(file_);
        if (is_readers) close(file_);
        require_input(!is_readers,
                      "{}: is needed as a lock, and it is a reader's: no file, or one with "
                      "something in it; move it away",
                      path_.string());
        const bool taken = flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
        if (!taken && lies_at(file_, path_)) return;
        close(file_);
        file_ = -1;
        if (taken) return;
    }
}

SoleOwner::~SoleOwner() {
    if (file_ < 0) return;
    if (lies_at(file_, path_))
        unlink(path_.c_str());  // before the lock falls off: it is still ours
    close(file_);
}

}  // namespace book
