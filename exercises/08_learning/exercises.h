// The functions that the exercises of chapter 08 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include <span>
#include <vector>

#include "exercise.h"
#include "suspects.h"

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
// 6_layer_norm.cpp
Matrix gradient_of_layer_norm(ConstView x, ConstView gain, ConstView dy);

// 7_unsettled.cpp
Bug diagnosis_8_7();
Trained train_on_batches(const std::vector<Pieces>& read,
                         const std::vector<Pieces>& right, int pieces,
                         int passes, real rate);

// 8_padded.cpp
constexpr int kPad = 0;  // no piece, only filler
Bug diagnosis_8_8();
Trained train_on_block(const std::vector<Pieces>& block, int pieces,
                       int steps, real rate);

}  // namespace exercise
