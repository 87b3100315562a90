// A folder for work that nobody needs afterwards: it is gone, with all that is in it, at the end.
#pragma once

#include <filesystem>
#include <string>

namespace book {

class ScratchFolder {
  public:
    // Its name begins with `name`. InputError if it cannot be made.
    explicit ScratchFolder(const std::string& name);
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace book
