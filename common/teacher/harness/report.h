// What a verdict shows: the case, small tables of what was given, expected and got, side by side where
// they fit, the wrong numbers in brackets. At most as wide as the terminal, and short enough that the
// verdict above it stays in a window of 24 lines; in colour where there are colours.
#pragma once

#include <string>

#include "teacher/harness/case.h"

namespace book::teacher {

// Two numbers are the same if they differ by at most 1e-4 + 1e-4 |expected|.
bool same_number(real got, real expected);
bool same(ConstView got, ConstView expected);

std::string wrapped(const std::string& sentence);  // in lines, indented by two
std::string inputs_text(const Case& c);
// Shortened as it must be if so many lines of words stand above it.
std::string difference_text(const Case& c, ConstView expected, ConstView got, int lines_above = 0);

}  // namespace book::teacher
