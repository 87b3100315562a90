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
std::string difference_text(const Case& c, ConstView expected, ConstView got);

}  // namespace book::teacher
