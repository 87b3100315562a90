// Code on a page is cut from the source that ran.
//
// A region stands between two lines of its own, `// [name]` and `// [/name]`; regions may lie
// inside one another. Nothing is pasted, so a page cannot show code that does not run. What
// lies between `// [not-shown]` and its end is left out of all: it serves the machinery around, not
// what is explained.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace book {

// What a page shows of a region: its lines, without their common indentation and without markers.
struct Region {
    std::string text;
    std::vector<int> numbers;  // of its lines in the source, from 1
};

// A window of 80 columns less the "│ " before each line. tests/notebook/shown_code_test.cpp asks it
// of every region, so that no reader's window has to break a line.
constexpr int kWidestShownLine = 78;

// Every region of a source, by name. Error if one stands twice, or if a marker has no partner.
std::map<std::string, Region> cut_regions(const std::string& source, const std::string& path);

// The text of one. Error if it is not there, too.
std::string cut_region(const std::string& source, const std::string& path, const std::string& name);

}  // namespace book
