// The functions that the exercises of chapter 08 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include <span>

#include "exercise.h"

namespace exercise {

// 1_smoothing.cpp
Matrix smoothed_cross_entropy(ConstView logits,
                              std::span<const int> targets, real doubt);
// 2_product.cpp
Matrix gradient_of_left(ConstView a, ConstView b, ConstView dc);
Matrix gradient_of_right(ConstView a, ConstView b, ConstView dc);
// 3_softmax.cpp
Matrix gradient_of_softmax(ConstView y, ConstView dy);
// 4_adam.cpp
void adam_step(View x, ConstView g, View m, View v, int t, real rate);
// 5_attention.cpp
Matrix gradient_of_queries(ConstView q, ConstView k, ConstView v,
                           ConstView dout);

}  // namespace exercise
