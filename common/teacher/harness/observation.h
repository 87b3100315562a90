// One thing that the reader of differences (reading.h) has seen.
#pragma once

#include <string>

namespace book::teacher {

struct Observation {
    std::string kind;      // "ratio": what is seen in several cases is likelier to be the reason
    std::string sentence;  // "Every number is 2 times what it should be."
    // 1: it gives every number of the answer. Less: some of them, or no more than where they are wrong.
    double weight = 1;
};

}  // namespace book::teacher
