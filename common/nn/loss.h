// How wrong a prediction is.
#pragma once

#include <span>

#include "autodiff/tape.h"

namespace book {

// Mean over the rows of the cross entropy between softmax(logits) and the right words, in nats, with
// label smoothing e as PyTorch spreads it (Szegedy et al. 2016, section 7): the right word is to get
// 1 - e + e/V, each other one e/V.                             logits: (n x V), n targets -> (1 x 1)
//
//     loss_i = log sum_j exp(x_ij) - (1 - e) x_i,target - (e/V) sum_j x_ij
//     dx_ij  = (softmax(x_i)_j - smoothed target_ij) / n
//
// One matrix of n V numbers is kept besides the logits: exponentials, which become the gradient where
// they lie.
Var cross_entropy(Var logits, std::span<const int> targets, double label_smoothing = 0);

// The least that this loss can be with such a smoothing, which is the loss of an answer exactly as
// unsure as the labels ask for: their entropy. 0 without smoothing.
double least_loss(double label_smoothing, int vocabulary);

}  // namespace book
