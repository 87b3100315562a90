// The functions that the exercises of chapter 05 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include "exercise.h"

namespace exercise {

// 1_softmax.cpp
Matrix softmax(ConstView scores);
// 2_temperature.cpp
Matrix temperatures(ConstView scores, real share);
// 3_causal_mask.cpp
Matrix causal_weights(ConstView scores);
// 4_attention.cpp
Matrix attention(ConstView q, ConstView k, ConstView v);

}  // namespace exercise
