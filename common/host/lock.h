// A lock that one program holds at a time: a file that lies beside what is locked. It falls off with the
// program that holds it, however that ends.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace book {

class FileLock {
  public:
    // Waits until it is free. While another program holds it, `go_on` is asked ten times a second
    // whether to wait any longer; without it, nobody is asked. Where a file system knows no locks, the
    // work is done without.
    explicit FileLock(const std::filesystem::path& file, const std::function<bool()>& go_on = {});
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

    // Why the file cannot be opened, so that nothing is locked; "" if it can.
    const std::string& trouble() const { return trouble_; }

  private:
    std::string trouble_;
    int file_ = -1;
};

// The only one to do something, such as to train a model of that name: the first one is, and another is
// refused at once. The file is gone when it ends; one that a killed program left is nobody's.
class SoleOwner {
  public:
    // InputError if the file cannot be made, or is a reader's: a link, a pipe, or there is
    // something in it.
    explicit SoleOwner(const std::filesystem::path& file);
    ~SoleOwner();
    SoleOwner(const SoleOwner&) = delete;
    SoleOwner& operator=(const SoleOwner&) = delete;

    bool is_refused() const { return file_ < 0; }

  private:
    std::filesystem::path path_;
    int file_ = -1;
};

}  // namespace book
