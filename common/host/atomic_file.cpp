#include "host/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "core/require.h"

namespace book {
namespace fs = std::filesystem;

AtomicFile::AtomicFile(const std::string& path) : path_(path) {
    std::error_code error;
    const fs::path target = fs::weakly_canonical(path, error);  // writes through a symbolic link
    if (!error) path_ = target.string();
    const fs::file_status status = fs::status(path_, error);
    require_input(!fs::is_directory(status), "{}: is a directory; name a file in it", path);
    require_input(!fs::exists(status) || fs::is_regular_file(status),
                  "{}: is not a regular file; name one that can be replaced", path);
    temporary_ = path_ + ".writing." + std::to_string(getpid());
    // 0666: the user's umask decides, as for any other file.
    file_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file_ < 0) fail("cannot be written", errno);
}

AtomicFile::~AtomicFile() {
    if (file_ < 0) return;
    close(file_);
    unlink(temporary_.c_str());
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
    const char* from = static_cast<const char*>(data);
    while (bytes > 0) {
        const ssize_t n = ::write(file_, from, std::min<std::size_t>(bytes, 1u << 30));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) fail("could not be written; what was there is kept", n < 0 ? errno : ENOSPC);
        from += n;
        bytes -= n;
    }
}

void AtomicFile::commit() {
    require(file_ >= 0, "AtomicFile: {} has been committed", path_);
    if (fsync(file_) != 0 && errno != EINVAL)  // EINVAL: a file system without fsync
        fail("could not be written; what was there is kept", errno);
    const int closed = close(file_);
    file_ = -1;
    if (closed != 0 || std::rename(temporary_.c_str(), path_.c_str()) != 0) {
        const int error = errno;
        unlink(temporary_.c_str());
        fail("could not be replaced; what was there is kept", error);
    }
    // The rename itself lives in the folder: bring that to the disk too, where the system can.
    const int folder = open(fs::path(path_).parent_path().c_str(), O_RDONLY | O_CLOEXEC);
    if (folder < 0) return;
    fsync(folder);
    close(folder);
}

}  // namespace book
