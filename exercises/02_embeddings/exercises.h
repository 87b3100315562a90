// The functions that the exercises of chapter 02 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include <vector>

#include "exercise.h"

namespace exercise {

// 1_lookup.cpp
Matrix rows_of_words(const std::vector<int>& ids, ConstView table);
// 2_cosine.cpp
real cosine(std::span<const real> a, std::span<const real> b);
// 3_ppmi.cpp
Matrix ppmi(ConstView counts);
// 4_sent_back.cpp
Matrix sent_back(const std::vector<int>& ids, ConstView corrections,
                 int words);

}  // namespace exercise
