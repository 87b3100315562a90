// What stands in one text and not in the other, line by line.
#pragma once

#include <string>
#include <vector>

namespace book::teacher {

struct DiffLine {
    char side = ' ';  // '-': in the first text only, '+': in the second only, ' ': in both
    std::string text;
};

// The longest common subsequence of lines is kept; blanks at the end of a line do not count.
std::vector<DiffLine> diff_lines(const std::vector<std::string>& first,
                                 const std::vector<std::string>& second);

// What is left of a C++ file without comments (whole lines of them) and empty lines.
std::vector<std::string> code_lines(const std::string& text);

}  // namespace book::teacher
