// How things grow: with threads, with the length of a sentence, with the width of a model.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace book {

struct ScalingRow {
    std::string what;  // "threads", "length", "width"
    int size = 0;      // so many threads, words, numbers
    std::string of;    // what was done
    double seconds = 0;
    double against_first = 0;  // for threads: how many times as fast as one in the same round
};

std::vector<ScalingRow> measure_scaling(double seconds,
                                        const std::function<void(const std::string&)>& told);

}  // namespace book
