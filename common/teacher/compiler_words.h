// What a compiler and a linker say, cut to what a beginner needs: the first error in the reader's own
// file, with its line and a caret.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "teacher/course.h"

namespace book::teacher {

struct BuildTrouble {
    bool of_reader = true;  // false: the machine's (no compiler, a full disk); a line says which
    std::string words;
};

// `output`: of a build that failed, in English (LC_ALL=C).
BuildTrouble explain_build(const std::string& output, const Exercise& exercise);

// Of a build that went well: what the compiler warns of first in the reader's file, with its line; "" if
// it is content. A wrong answer often has its reason there.
std::string first_warning(const std::string& output, const Exercise& exercise);

// "    20 |     return foo(x);" and, with a column, a caret under it; "" if the file has no such line.
// Columns are counted from 1, in bytes: clang does so, and GCC does in an exercise (reader.cmake).
std::string show_line(const std::filesystem::path& file, int line, int column = 0);

// Line number `number` of a file, counted from 1, if it has so many.
std::optional<std::string> line_of(const std::filesystem::path& file, int number);

// The line number behind the first "file:" in `text` from `from` on, and the column behind that; 0 if
// there is none.
struct SourcePlace {
    int line = 0, column = 0;
    std::size_t end = 0;  // in text, behind it
};
SourcePlace find_place(const std::string& text, const std::string& file, std::size_t from = 0);

}  // namespace book::teacher
