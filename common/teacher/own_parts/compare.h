// A reader's function and the library's, called on the same numbers, compared and timed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "teacher/machine_parts.h"
#include "tensor/matrix.h"

namespace book::teacher {

// What came of one that is in use.
struct OwnPartRecord {
    MachinePart part;
    long calls = 0;
    double difference = 0;  // the largest to the library's number; NaN if one was not a number
    double largest = 0;     // of the library's numbers, by size
    double seconds = 0, library_seconds = 0;  // of all threads together
    std::string trouble = {};                 // how it failed, the first time
};
void begin_record(const std::string& exercise);
std::vector<OwnPartRecord> own_part_records();  // by number; empty in a usual run
void forget_records();

// y = own(), beside what the library makes of it; what both call in their turn is the library's. Where
// own() fails, the library's is taken and the trouble noted, so that the page gets to its end.
void compare_and_use(const std::string& exercise, View y, const std::function<Matrix()>& own,
                     const std::function<Matrix()>& library);

}  // namespace book::teacher
