// The functions that the exercises of chapter 09 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include "exercise.h"

namespace exercise {

// 1_lstm.cpp
Matrix lstm_step(ConstView sums, ConstView c);
// 2_through_time.cpp
Matrix back_through_time(ConstView states, ConstView w_h, ConstView last);
// 3_additive.cpp
Matrix additive_attention(ConstView s, ConstView h, ConstView w,
                          ConstView u, ConstView v);
// 4_delta.cpp
Matrix delta_step(ConstView q, ConstView k, ConstView v, real b,
                  Matrix& state);

}  // namespace exercise
