// Files: read as they are, written whole or not at all, and never silently.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace book {

// A file as it is; InputError if it cannot be read.
std::string text_of(const std::filesystem::path& file);

// Through host/atomic_file.h. A missing last folder is made. InputError if it cannot be written.
void write_whole(const std::string& path, std::string_view text);

// InputError unless write_whole() could write there now.
void require_writable(const std::string& path);

// May files be made in that folder, or that file be changed?
bool may_write(const std::filesystem::path& path);

// The path of `name` in the folder in which `path` lies.
std::string beside(const std::string& path, const std::string& name);

// Changes whenever somebody touches the file, whatever time the file itself claims; "" if there is none.
std::string change_stamp(const std::filesystem::path& file);

// Waits for standard input, and takes what is there: so many bytes; 0 at its end. InputError if it cannot
// be read.
std::size_t read_from_stdin(std::span<char> buffer);

// InputError if standard output does not take it (a full disk).
void print_to_stdout(std::string_view text);

}  // namespace book
