// Where the book keeps things.
//
// The script `book` says where the sources and the programs are (BOOK_HOME, BOOK_BIN); without it, they
// are where they were when the book was built. What a reader makes (models, progress) lies outside the
// sources, under ${XDG_DATA_HOME:-~/.local/share}/attention-book.
#pragma once

#include <filesystem>
#include <string>

namespace book {

std::filesystem::path home_folder();     // the sources
std::filesystem::path program_folder();  // the programs that were built
std::filesystem::path data_folder();     // need not exist yet; InputError without a home directory

// A path as the reader meant it: in --model=~/m the shell leaves the ~ as it is.
std::string without_tilde(const std::string& path);

// Where what is written to `path` will lie: behind the symbolic links, if it is one. InputError if they lead
// in a circle.
std::string where_links_lead(const std::string& path);

// Would what is written to one lie where the other does, however they are spelt?
bool is_same_place(const std::string& a, const std::string& b);

// A word of a command line as a shell has to be told it: 'a b'.
std::string shell_word(const std::string& word);

}  // namespace book
