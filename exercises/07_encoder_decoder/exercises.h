// The functions that the exercises of chapter 07 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include <functional>
#include <vector>

#include "exercise.h"

namespace exercise {

inline constexpr int kBegin = 0, kEnd = 1;  // the ids of <begin> and <end>

// 1_shift.cpp
Matrix shifted(const std::vector<int>& sentence);
// 2_layer_norm.cpp
Matrix layer_norm(ConstView x, ConstView gain, ConstView bias);

// What a frame surrounds, and also a norm: each of them makes a matrix of the same shape.
using Sublayer = std::function<Matrix(ConstView)>;
// 3_frame.cpp
Matrix frame(ConstView x, const Sublayer& f, const Sublayer& norm,
             bool norm_before);

// A model: given what has been said, a score for every word of the vocabulary.
using NextScores =
    std::function<std::vector<real>(const std::vector<int>& said)>;
// 4_greedy.cpp
std::vector<int> speak(const NextScores& next_scores, int most);

}  // namespace exercise
