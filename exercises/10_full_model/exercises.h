// The functions that the exercises of chapter 10 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include <map>
#include <vector>

#include "10_full_model/small_writer.h"
#include "exercise.h"

namespace exercise {

// A sentence: what was said, and what would have been right. Words are numbers.
struct Answered {
    std::vector<int> said;
    std::vector<std::vector<int>> references;
};
// 1_clipped.cpp
real clipped_precision(const std::vector<Answered>& corpus, int n);

// 2_beam.cpp
Matrix beam_step(ConstView scores, ConstView next);

// The keys and values of the words so far, with one row for each word.
struct KeyValueCache {
    Matrix keys, values;
};
// 3_cache.cpp
Matrix attend_with_cache(ConstView q, ConstView k, ConstView v,
                         KeyValueCache& cache);

// 4_peeking.cpp
Bug diagnosis_10_4();
Trained train_and_examine(const std::vector<Pieces>& lessons,
                          const std::vector<Pieces>& exam, int pieces,
                          int longest, int steps, real rate);

}  // namespace exercise
