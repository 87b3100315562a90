#include "host/file_watch.h"

#include <unistd.h>

#include <array>
#include <cerrno>

#ifdef __linux__
#include <sys/inotify.h>
#endif

namespace book {
namespace fs = std::filesystem;

FileWatch::FileWatch(std::vector<fs::path> folders, bool polling) : folders_(std::move(folders)) {
#ifdef __linux__
    if (!polling) file_ = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    for (const fs::path& folder : folders_) {
        if (file_ < 0) break;
        const int number = inotify_add_watch(
            file_, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_MOVE_SELF);
        watched_[number] = folder;
        if (number < 0) begin_polling();  // too many watches, or the folder is gone
    }
#else
    static_cast<void>(polling);
#endif
    if (file_ < 0) begin_polling();
}

FileWatch::~FileWatch() {
    if (file_ >= 0) close(file_);
}

void FileWatch::begin_polling() {
    if (file_ >= 0) close(file_);
    file_ = -1;
    last_look_ = look();
}

std::map<fs::path, FileWatch::State> FileWatch::look() const {
    std::map<fs::path, State> files;
    for (const fs::path& folder : folders_) {
        std::error_code gone;
        fs::directory_iterator entry(folder, gone);
        for (; !gone && entry != fs::directory_iterator(); entry.increment(gone)) {
            std::error_code error;  // a file that was there a moment ago
            State state;
            state.time = entry->last_write_time(error);
            if (!error) state.size = entry->file_size(error);
            if (!error) files[entry->path()] = state;
        }
    }
    return files;
}

std::set<fs::path> FileWatch::changed_since_last_look() {
    const std::map<fs::path, State> now = look();
    std::set<fs::path> changed;
    for (const auto& [path, state] : now) {
        const auto before = last_look_.find(path);
        if (before == last_look_.end() || before->second != state) changed.insert(path);
    }
    for (const auto& [path, state] : last_look_)
        if (now.count(path) == 0) changed.insert(path);
    last_look_ = now;
    return changed;
}

std::set<fs::path> FileWatch::changed() {
    if (file_ < 0) return changed_since_last_look();
    std::set<fs::path> changed;
#ifdef __linux__
    alignas(inotify_event) std::array<char, 4096> block;
    for (;;) {
        const ssize_t n = read(file_, block.data(), block.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return changed;
        const inotify_event* event = nullptr;
        for (const char* at = block.data(); at < block.data() + n;
             at += sizeof(inotify_event) + event->len) {
            event = reinterpret_cast<const inotify_event*>(at);
            if ((event->mask & (IN_IGNORED | IN_MOVE_SELF | IN_Q_OVERFLOW | IN_UNMOUNT)) != 0) {
                // A folder is gone or elsewhere, or too much happened: everything may have changed.
                begin_polling();
                for (const auto& [path, state] : last_look_) changed.insert(path);
                return changed;
            }
            if (event->len > 0) changed.insert(watched_[event->wd] / event->name);
        }
    }
#endif
    return changed;
}

}  // namespace book
