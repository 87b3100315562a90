// The functions that the exercises of chapter 02 ask for. Nothing to edit here: the task of each is
// in the file named behind it.
#pragma once

#include <vector>

#include "exercise.h"

namespace exercise {

Matrix rows_of_words(const std::vector<int>& ids, ConstView table);               // 1_lookup.cpp
real cosine(std::span<const real> a, std::span<const real> b);                    // 2_cosine.cpp
Matrix ppmi(ConstView counts);                                                    // 3_ppmi.cpp
Matrix sent_back(const std::vector<int>& ids, ConstView corrections, int words);  // 4_sent_back.cpp

}  // namespace exercise
