// The functions that the exercises of chapter 09 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include "exercise.h"

namespace exercise {

// 1_lstm.cpp
Matrix lstm_step(ConstView sums, ConstView c);
// 2_half_life.cpp
real half_life(ConstView gains);
// 3_additive.cpp
Matrix additive_attention(ConstView q, ConstView k, ConstView values,
                          ConstView v);

}  // namespace exercise
