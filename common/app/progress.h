// Which exercises the reader has solved: a text file in the data folder, one number ("5.1") a line.
#pragma once

#include <filesystem>
#include <set>
#include <string>

namespace book {

std::set<std::string> read_progress(const std::filesystem::path& file);  // empty if there is none

// Adds a number. The file is replaced as a whole, or InputError says why it cannot be.
void add_progress(const std::filesystem::path& file, const std::string& number);

std::filesystem::path progress_file();

}  // namespace book
