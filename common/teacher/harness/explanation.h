// What is a reader told of a wrong answer, and on which of the cases?
//
// A known mistake is named if it gives every result. If there is a second slip, it cannot; then the
// mistake that gives the result of the case that is *shown* is named, and so is how far that goes. If
// nobody foresaw what has come, the reader of differences (reading.h) says what it sees, on its own or
// on top of a known mistake. What explains more of the cases goes before what explains fewer.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "teacher/harness/teach.h"

namespace book::teacher {

struct Explanation {
    std::size_t shown = 0;  // the case to show: one of the wrong ones
    std::string mistake;    // the name of the known one, or ""
    std::string seen;       // what kind of difference, or ""
    std::string words;      // for the reader; "" if there is nothing to be said
};

// The results of all cases, at least one of which is wrong.
Explanation explain(const Description& exercise, const std::vector<Case>& cases,
                    const std::vector<Matrix>& expected, const std::vector<Matrix>& results);

}  // namespace book::teacher
