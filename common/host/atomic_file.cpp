#include "host/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "core/require.h"
#include "host/held_signals.h"
#include "host/places.h"

namespace book {
namespace fs = std::filesystem;
namespace {

constexpr const char* kMark =
    ".book-writing.";  // a reader will hardly end a name like that, and a number

void step() {
    if (before_step_on_disk != nullptr) before_step_on_disk();
}

fs::path folder_of(const std::string& path) {
    const fs::path folder = fs::path(path).parent_path();
    return folder.empty() ? "." : folder;
}

bool is_temporary_of(const std::string& path, const std::string& name) {
    const std::string begin = fs::path(path).filename().string() + kMark;
    return name.size() > begin.size() && name.starts_with(begin) &&
           std::all_of(name.begin() + std::ssize(begin), name.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
}

// Whoever writes such a file holds its lock. One that can be locked belongs to nobody.
void remove_temporaries_of_the_dead(const std::string& path) {
    std::error_code error;
    for (fs::directory_iterator at(folder_of(path), error), end; !error && at != end;
         at.increment(error)) {
        if (!is_temporary_of(path, at->path().filename().string())) continue;
        const int file = open(at->path().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (file < 0) continue;
        if (flock(file, LOCK_EX | LOCK_NB) == 0) unlink(at->path().c_str());
        close(file);
    }
}

// Nobody took it for one of the dead between its making and its locking.
bool is_still_there(int file) {
    struct stat status {};
    return fstat(file, &status) == 0 && status.st_nlink > 0;
}

}  // namespace

// (What /dev/stdout leads to may have no name: of a pipe, the link says something else.)
AtomicFile::AtomicFile(const std::string& path) : path_(where_links_lead(path)) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    require_input(!fs::is_directory(status), "{}: is a directory; name a file in it", path);
    require_input(!fs::exists(status) || fs::is_regular_file(status),
                  "{}: is not a regular file; name one that can be replaced", path);
    remove_temporaries_of_the_dead(path_);
    open_temporary();
    take_over_permissions();
}

void AtomicFile::open_temporary() {
    for (long number = getpid();; ++number) {
        temporary_ = fmt::format("{}{}{}", path_, kMark, number);
        step();
        // 0666: the user's umask decides, as for any other file.
        file_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file_ < 0 && errno == EEXIST) continue;  // another one of this program's
        if (file_ < 0) fail("cannot be written", errno);
        step();
        const bool locked = flock(file_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
        if (locked && is_still_there(file_)) return;
        close(file_);
        file_ = -1;
    }
}

// What others may not read stays so, and root leaves a file to its owner. A group that we cannot give
// it to is not exchanged for ours: then its permissions are nobody's.
void AtomicFile::take_over_permissions() {
    struct stat old {};
    if (stat(path_.c_str(), &old) != 0) return;
    const bool is_same_group = fchown(file_, old.st_uid, old.st_gid) == 0 ||
                               fchown(file_, static_cast<uid_t>(-1), old.st_gid) == 0;
    fchmod(file_, old.st_mode & (is_same_group ? 0777 : 0707));
}

AtomicFile::~AtomicFile() {
    if (file_ < 0) return;
    unlink(temporary_.c_str());
    close(file_);
}

void AtomicFile::fail(const char* doing, int error) const {
    const char* advice = "";
    if (error == ENOSPC || error == EDQUOT || error == EFBIG)
        advice = "; make some room, then try again";
    else if (error == EACCES || error == EPERM || error == EROFS)
        advice = "; are you allowed to write in that folder?";
    throw InputError(fmt::format("{}: {}: {}{}", path_, doing, std::strerror(error), advice));
}

void AtomicFile::write(const void* data, std::size_t bytes) {
    require(file_ >= 0, "AtomicFile: {} has been committed", path_);
    // Beyond `ulimit -f` a signal would end the program before it can say why.
    const HeldSignals ignored({SIGXFSZ}, nullptr, HeldSignals::Times::always);
    const char* from = static_cast<const char*>(data);
    while (bytes > 0) {
        step();
        const ssize_t n = ::write(file_, from, std::min<std::size_t>(bytes, 1u << 30));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) fail("could not be written; what was there is kept", n < 0 ? errno : ENOSPC);
        from += n;
        bytes -= n;
    }
}

void AtomicFile::commit() {
    require(file_ >= 0, "AtomicFile: {} has been committed", path_);
    step();
    if (fsync(file_) != 0 && errno != EINVAL)  // EINVAL: a file system without fsync
        fail("could not be written; what was there is kept", errno);
    step();
    // The lock is held until the name has changed: so nobody takes it for one of the dead.
    const bool renamed = std::rename(temporary_.c_str(), path_.c_str()) == 0;
    const int error = errno;
    if (!renamed) unlink(temporary_.c_str());
    close(file_);
    file_ = -1;
    if (!renamed) fail("could not be replaced; what was there is kept", error);
    step();
    // The rename itself lives in the folder: bring that to the disk too, where the system can.
    const int folder = open(folder_of(path_).c_str(), O_RDONLY | O_CLOEXEC);
    if (folder < 0) return;
    fsync(folder);
    close(folder);
}

}  // namespace book
