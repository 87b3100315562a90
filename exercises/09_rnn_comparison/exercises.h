// The functions that the exercises of chapter 09 ask for. Nothing to edit here: the task of each is
// in the file named behind it.
#pragma once

#include "exercise.h"

namespace exercise {

Matrix lstm_step(ConstView sums, ConstView c);  // 1_lstm.cpp
real half_life(ConstView gains);                // 2_half_life.cpp
Matrix additive_attention(ConstView q, ConstView k, ConstView values,
                          ConstView v);  // 3_additive.cpp

}  // namespace exercise
