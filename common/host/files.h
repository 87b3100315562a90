// Files: read as they are, written whole or not at all, and never silently.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace book {

// A file as it is; InputError if it cannot be read.
std::string text_of(const std::filesystem::path& file);

// Through core/atomic_file.h. A missing last folder is made. InputError if it cannot be written.
void write_whole(const std::string& path, std::string_view text);

// InputError unless write_whole() could write there now.
void require_writable(const std::string& path);

// The path of `name` in the folder in which `path` lies.
std::string beside(const std::string& path, const std::string& name);

// InputError if standard output does not take it (a full disk).
void print_to_stdout(std::string_view text);

}  // namespace book
