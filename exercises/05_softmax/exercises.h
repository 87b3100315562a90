// The functions that the exercises of chapter 05 ask for. Nothing to edit here: the task of each is
// in the file named behind it.
#pragma once

#include "exercise.h"

namespace exercise {

Matrix softmax(ConstView scores);                                   // 1_softmax.cpp
Matrix softmax_at_temperature(ConstView scores, real temperature);  // 2_temperature.cpp
Matrix causal_weights(ConstView scores);                            // 3_causal_mask.cpp
Matrix attention(ConstView q, ConstView k, ConstView v);            // 4_attention.cpp

}  // namespace exercise
