// The functions that the exercises of chapter 11 ask for. Nothing to edit here: the task of each is
// in the file named above it.
#pragma once

#include "11_making_it_fast/pantry.h"
#include "exercise.h"

namespace exercise {

// 1_blocks.cpp
Matrix product_in_blocks(const Pantry& a, const Pantry& b, Worktop& worktop,
                         int side);

// What is known of softmax and its mix after some keys: not yet divided.
struct Partial {
    real top;    // the largest of their scores; -infinity of no keys
    real sum;    // of exp(score - top)
    Matrix mix;  // (1 x e)  the sum of exp(score - top) times the value
};
// 2_merge.cpp
Partial merge(const Partial& a, const Partial& b);

}  // namespace exercise
