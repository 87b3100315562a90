#include "host/files.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include "core/display_width.h"
#include "core/require.h"
#include "host/atomic_file.h"
#include "host/places.h"
#include "host/standard_files.h"
#include "host/terminal.h"

namespace book {
namespace fs = std::filesystem;

namespace {

void make_folder_of(const std::string& path) {
    const fs::path folder = fs::path(path).parent_path();
    std::error_code failed;  // then AtomicFile says what is wrong
    if (!folder.empty()) fs::create_directory(folder, failed);
}

const char* kind_of(fs::file_type type) {
    switch (type) {
        case fs::file_type::directory:
            return "a directory";
        case fs::file_type::fifo:
            return "a pipe";
        case fs::file_type::socket:
            return "a socket";
        default:
            return "a device";
    }
}

// A pipe that is to be opened for reading. Opening one waits, without a word and for ever, until somebody
// writes to it. While this lives somebody reads and somebody writes: opening it does not wait.
class AwaitedPipe {
  public:
    explicit AwaitedPipe(const std::string& path)
        : reads_(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
        if (reads_ < 0) return;  // opening it says why
        pollfd there{reads_, POLLIN, 0};
        const int second = 1000;  // in ms
        if (poll(&there, 1, second) == 0) {
            tell(fmt::format("waiting for {}: it is a pipe, and nothing has come from it yet",
                             path));
            while (poll(&there, 1, -1) < 0 && errno == EINTR) {
            }
        }
        writes_ = open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    }
    ~AwaitedPipe() {
        for (const int file : {reads_, writes_})
            if (file >= 0) close(file);
    }
    AwaitedPipe(const AwaitedPipe&) = delete;
    AwaitedPipe& operator=(const AwaitedPipe&) = delete;

  private:
    int reads_, writes_ = -1;
};

}  // namespace

bool is_there(const fs::path& path) {
    std::error_code unknown;
    return fs::exists(fs::symlink_status(path, unknown));
}

void require_ordinary_file(const fs::path& path) {
    std::error_code unknown;
    const fs::file_status status = fs::status(path, unknown);
    require_input(!fs::exists(status) || fs::is_regular_file(status),
                  "{}: is no ordinary file but {}", path.string(), kind_of(status.type()));
}

std::string text_of(const fs::path& file) {
    std::error_code unknown;
    const fs::file_status status = fs::status(file, unknown);
    require_input(!fs::exists(status) || fs::is_regular_file(status),
                  "{}: is {}, not a file; move it away", file.string(), kind_of(status.type()));
    std::ifstream in(file, std::ios::binary);
    require_input(in.is_open(), "{}: cannot be read: {}", file.string(), std::strerror(errno));
    std::string text;
    std::array<char, std::size_t{1} << 16> buffer;
    while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0)
        text.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
    require_input(!in.bad(), "{}: cannot be read to its end: {}", file.string(),
                  std::strerror(errno));
    return text;
}

std::ifstream open_to_read(const std::string& path) {
    std::error_code unknown;  // what is wrong with the path, opening will say
    const fs::file_status status = fs::status(path, unknown);
    const bool is_pipe = fs::is_fifo(status);
    require_input(!fs::exists(status) || fs::is_regular_file(status) || is_pipe,
                  "{}: is {}; name a file{}", path, kind_of(status.type()),
                  fs::is_directory(status) ? " in it" : "");
    std::optional<AwaitedPipe> pipe;
    if (is_pipe) pipe.emplace(path);
    std::ifstream file(path, std::ios::binary);
    require_input(file.is_open(), "{}: cannot be opened ({}); check the path", path,
                  std::strerror(errno));
    return file;
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

// A terminal that was closed takes nothing, and nothing comes of that.
void tell(const std::string& line) {
    show_progress("");
    print_to_stderr(printable(line) + "\n");
}

void keep_as_before(const std::string& path) {
    const std::string old = where_links_lead(path), before = old + ".before";
    std::error_code error;
    if (!fs::is_regular_file(old, error)) return;
    // A link is none, wherever it leads: to what is replaced, perhaps, or to what is not there yet.
    const fs::file_status status = fs::symlink_status(before, error);
    const bool is_there = fs::exists(status);
    require_input(!is_there || fs::is_regular_file(status),
                  "{}: is no file, and {} was to be kept there; move it away", before, old);
    if (is_there && fs::equivalent(old, before, error)) return;
    // A second name costs no room and no time. Where a file system has none, the name changes.
    fs::remove(before, error);
    fs::create_hard_link(old, before, error);
    if (error) fs::rename(old, before, error);
    require_input(!error, "{}: cannot be kept as {}: {}", old, before, error.message());
    tell(fmt::format("what was at {} is kept as {}{}", old, before,
                     is_there ? ", in place of what that was" : ""));
}

void write_output(const std::string& path, std::string_view text) {
    std::error_code unknown;
    if (fs::exists(path, unknown) && text_of(path) == text) return;
    keep_as_before(path);
    write_whole(path, text);
}

bool takes_files(fs::path folder) {
    std::error_code unknown;
    const auto is_there = [&] {
        return fs::exists(fs::symlink_status(folder, unknown)) || !folder.has_relative_path();
    };
    while (!is_there()) folder = folder.parent_path();
    std::string trial = (folder / ".book-looks-around.XXXXXX").string();
    return mkdtemp(trial.data()) != nullptr && rmdir(trial.c_str()) == 0;
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

}  // namespace book
