// Files: read as they are, written whole or not at all, and never silently.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace book {

// A file as it is; InputError if it cannot be read to its end, or is no file (a folder, a pipe).
std::string text_of(const std::filesystem::path& file);

// Is anything there? A link that leads nowhere is: whoever opens it is told.
bool is_there(const std::filesystem::path& path);

// InputError if something else is there than a file: a folder, a device, a pipe, for which one would wait.
void require_ordinary_file(const std::filesystem::path& path);

// What a reader named, open for reading its bytes: a file, or a pipe, as in --source <(zcat fr.gz). A pipe
// is waited for, and after a second somebody is told what is waited for. InputError if it cannot be opened
// or is something else (a folder, a device).
std::ifstream open_to_read(const std::string& path);

// Through host/atomic_file.h. A missing last folder is made. InputError if it cannot be written.
void write_whole(const std::string& path, std::string_view text);

// InputError unless write_whole() could write there now.
void require_writable(const std::string& path);

// What is at `path` gets a second name, PATH.before, which it keeps when PATH is replaced; a file that has
// that name already makes room. A line on standard error says so.
void keep_as_before(const std::string& path);

// What a reader asked for by its path: written whole, and what it replaces, unless it is the same, is kept
// as before.
void write_output(const std::string& path, std::string_view text);

// A line on standard error, beside the work.
void tell(const std::string& line);

// Can files be made in that folder, or, if it is not there, in the nearest above it that is? It is tried:
// permissions do not tell of a disk that is mounted to be read only, and of /proc.
bool takes_files(std::filesystem::path folder);

// The path of `name` in the folder in which `path` lies.
std::string beside(const std::string& path, const std::string& name);

// Changes whenever somebody touches the file, whatever time the file itself claims; "" if there is none.
std::string change_stamp(const std::filesystem::path& file);

}  // namespace book
