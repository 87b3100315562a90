// The sources that this program was built from, where they are at hand.
#pragma once

#include <optional>
#include <string>

namespace book {

// The folder that holds `book`: where the build was made from.
std::string source_root();

// Are the sources there? A program may run where nobody has them.
bool has_sources(const std::string& root = source_root());

// CMake cannot build under every name that a folder can have, so the script `book` may lead it through a
// link with a plain one (BOOK_WAY). What compilers said there, with the names that a reader knows.
std::string with_real_names(std::string text);

// The text of a source, by its path under the root; nothing if there are no sources at all. Error if
// there are, and this one is not among them: its name is wrong.
std::optional<std::string> read_source(const std::string& path,
                                       const std::string& root = source_root());

}  // namespace book
