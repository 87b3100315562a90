// The functions that the exercises of chapter 07 ask for. Nothing to edit here: the task of each is
// in the file named behind it.
#pragma once

#include <functional>
#include <vector>

#include "exercise.h"

namespace exercise {

inline constexpr int kBegin = 0, kEnd = 1;  // the ids of <begin> and <end>

Matrix shifted(const std::vector<int>& sentence);                // 1_shift.cpp
Matrix layer_norm(ConstView x, ConstView gain, ConstView bias);  // 2_layer_norm.cpp

// What a frame stands around, and a norm: each makes a matrix of the same shape.
using Sublayer = std::function<Matrix(ConstView)>;
Matrix frame(ConstView x, const Sublayer& f, const Sublayer& norm,
             bool norm_before);  // 3_frame.cpp

// A model: given what has been said, a score for every word of the vocabulary.
using NextScores = std::function<std::vector<real>(const std::vector<int>& said)>;
std::vector<int> speak(const NextScores& next_scores, int most);  // 4_greedy.cpp

}  // namespace exercise
