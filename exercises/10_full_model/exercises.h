// The functions that the exercises of chapter 10 ask for. Nothing to edit here: the task of each is
// in the file named behind it.
#pragma once

#include <vector>

#include "exercise.h"

namespace exercise {

real brevity_penalty(const std::vector<int>& said,
                     const std::vector<int>& wanted);  // 1_brevity.cpp

Matrix beam_step(ConstView scores, ConstView next);  // 2_beam.cpp

// What is kept of the words so far: a row for each.
struct KeyValueCache {
    Matrix keys, values;
};
Matrix attend_with_cache(ConstView q, ConstView k, ConstView v,
                         KeyValueCache& cache);  // 3_cache.cpp

}  // namespace exercise
