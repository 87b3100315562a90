// For the exercises in which a bug has to be found (8.7, 8.8, 10.4): the suspects, and what a training
// loop hands back. Nothing to edit here.
//
// In each of the three loops there is exactly one of these bugs. Every one of them lets the loss fall.
#pragma once

#include <vector>

#include "autodiff/ops.h"
#include "nn/embedding.h"
#include "nn/loss.h"
#include "nn/parameters.h"
#include "tensor/matrix.h"

namespace exercise {

enum class Bug {
    target_not_shifted,  // the model is to say the very piece that it reads
    gradients_not_zeroed,  // a step also uses slopes of earlier steps
    padding_counted,       // the loss counts places where there is no piece
    mask_missing,          // in training, a piece sees those that follow it
    dropout_left_on,    // numbers are dropped while the model is examined
    warm_up_backwards,  // the rate falls at first, and rises later
};

using Pieces = std::vector<int>;  // ids of the pieces of a sentence

struct Trained {
    std::vector<book::real>
        losses;          // as the loop reports them, one for each step
    book::Matrix table;  // what it has learnt
    book::real exam =
        0;  // 10.4: the loss on sentences that it did not train on
};

}  // namespace exercise
