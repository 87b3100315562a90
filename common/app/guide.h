// Two texts that are written by hand, but for their lists: the contents in README.md, and the
// teacher's guide, exercises/README.md.
#pragma once

#include <filesystem>
#include <string>

namespace book {

// The same text with its lists made anew. A list stands between <!-- list: contents --> (or a number
// of a chapter, or experiments) and <!-- end of list -->; InputError for one that nobody can make,
// and for a chapter with exercises that has none.
std::string guide_with_lists(const std::string& text, const std::filesystem::path& home);

// The same of README.md: the chapters, with what each page answers.
std::string contents_with_list(const std::string& text, const std::filesystem::path& home);

// Writes both, or with `check` compares; says what came of it. Status 1 if one differs.
int weave_guide(const std::filesystem::path& home, bool check);

}  // namespace book
