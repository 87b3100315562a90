// Which files of some folders were saved: by inotify, or, where there is none, by looking again.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace book {

class FileWatch {
  public:
    // Folders are watched, not files: many editors write a new file and move it over the old one.
    FileWatch(std::vector<std::filesystem::path> folders, bool polling);
    ~FileWatch();
    FileWatch(const FileWatch&) = delete;
    FileWatch& operator=(const FileWatch&) = delete;

    int file() const { return file_; }  // becomes readable when something was saved; -1: polling
    // What was saved, moved there or removed since the last call. Does not wait.
    std::set<std::filesystem::path> changed();

  private:
    struct State {
        std::filesystem::file_time_type time;
        std::uintmax_t size = 0;
        bool operator==(const State&) const = default;
    };
    std::map<std::filesystem::path, State> look() const;
    void begin_polling();
    std::set<std::filesystem::path> changed_since_last_look();

    std::vector<std::filesystem::path> folders_;
    int file_ = -1;
    std::map<int, std::filesystem::path> watched_;  // inotify's number of each folder
    std::map<std::filesystem::path, State> last_look_;
};

}  // namespace book
