// The functions that the exercises of chapter 10 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include <vector>

#include "exercise.h"

namespace exercise {

// 1_brevity.cpp
real brevity_penalty(const std::vector<int>& said,
                     const std::vector<int>& wanted);

// 2_beam.cpp
Matrix beam_step(ConstView scores, ConstView next);

// The keys and values of the words so far, with one row for each word.
struct KeyValueCache {
    Matrix keys, values;
};
// 3_cache.cpp
Matrix attend_with_cache(ConstView q, ConstView k, ConstView v,
                         KeyValueCache& cache);

}  // namespace exercise
