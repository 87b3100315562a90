#include "host/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/require.h"
#include "host/atomic_file.h"

namespace book {
namespace fs = std::filesystem;

namespace {

void make_folder_of(const std::string& path) {
    const fs::path folder = fs::path(path).parent_path();
    std::error_code failed;  // then AtomicFile says what is wrong
    if (!folder.empty()) fs::create_directory(folder, failed);
}

}  // namespace

std::string text_of(const fs::path& file) {
    std::error_code unknown;
    require_input(!fs::is_directory(file, unknown), "{}: is a folder; move it away", file.string());
    std::ifstream in(file, std::ios::binary);
    require_input(in.is_open(), "{}: cannot be read: {}", file.string(), std::strerror(errno));
    return {std::istreambuf_iterator<char>(in), {}};
}

void require_writable(const std::string& path) {
    make_folder_of(path);
    AtomicFile file(path);  // without a commit nothing is left of it
}

void write_whole(const std::string& path, std::string_view text) {
    make_folder_of(path);
    AtomicFile file(path);
    file.write(text.data(), text.size());
    file.commit();
}

bool may_write(const fs::path& path) { return access(path.c_str(), W_OK) == 0; }

std::size_t read_from_stdin(std::span<char> buffer) {
    for (;;) {
        const ssize_t n = read(STDIN_FILENO, buffer.data(), buffer.size());
        if (n >= 0) return static_cast<std::size_t>(n);
        require_input(errno == EINTR, "standard input cannot be read: {}", std::strerror(errno));
    }
}

// The time of the last change is the system's: nobody can set it.
std::string change_stamp(const fs::path& file) {
    struct stat found {};
    if (stat(file.c_str(), &found) != 0) return "";
#ifdef __APPLE__
    const timespec changed = found.st_ctimespec;
#else
    const timespec changed = found.st_ctim;
#endif
    return fmt::format("{} {}.{}", found.st_ino, changed.tv_sec, changed.tv_nsec);
}

std::string beside(const std::string& path, const std::string& name) {
    return (fs::path(path).parent_path() / name).string();
}

void print_to_stdout(std::string_view text) {
    const bool written =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    const int error = errno;  // before anything else can change it
    require_input(written, "cannot write to standard output: {}", std::strerror(error));
}

}  // namespace book
