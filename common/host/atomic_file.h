// A file that is written whole or not at all.
//
// The bytes go to a temporary file beside it; commit() brings them to the disk and renames. Whoever
// reads the path sees the old file or the new one, never a half. If anything fails (no space, no
// permission), the old file stays, the temporary one is removed, and an InputError says why.
//
// A program that is killed cannot remove anything. So the temporary file, PATH.writing.N, is locked
// while somebody writes it, and who writes PATH next removes those that nobody holds any more.
#pragma once

#include <cstddef>
#include <string>

namespace book {

class AtomicFile {
  public:
    // Follows symbolic links, also to a file that is yet to be made. The new file has the permissions
    // of the one that it replaces. InputError if the folder is missing, nothing may be written there,
    // or the path is something else than a file (a folder, a device).
    explicit AtomicFile(const std::string& path);
    ~AtomicFile();  // without a commit: as if nothing had been written
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(const void* data, std::size_t bytes);
    void commit();

  private:
    void open_temporary();
    void take_over_permissions();
    [[noreturn]] void fail(const char* doing, int error) const;

    std::string path_, temporary_;
    int file_ = -1;
};

// For tests: called before every step at which a program that is killed leaves something else on the
// disk. Null, as usual: nobody is.
using StepOnDisk = void (*)();
inline constinit StepOnDisk before_step_on_disk = nullptr;

}  // namespace book
