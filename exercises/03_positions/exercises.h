// The functions that the exercises of chapter 03 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include "exercise.h"

namespace exercise {

// 1_sinusoid.cpp
real sinusoid(int position, int column, int width);
// 2_take_apart.cpp
Matrix take_apart(ConstView words, ConstView signals, ConstView sums);
// 3_rotary.cpp
Matrix rotary_scores(ConstView q, ConstView k);

}  // namespace exercise
