// The functions that the exercises of chapter 11 ask for. Nothing to edit here: the task of each is
// in the file named above it.
#pragma once

#include "11_making_it_fast/cellar.h"
#include "exercise.h"

namespace exercise {

// 1_blocks.cpp
Matrix product_in_blocks(const Cellar& a, const Cellar& b, Shelf& shelf,
                         int side);

// What one query knows when it has met some of the keys: not yet divided.
struct SoFar {
    real top;    // the largest of their scores; -infinity of no keys
    real sum;    // of exp(score - top)
    Matrix mix;  // (1 x e)  of the values, each times exp(score - top)
};
// 2_merge.cpp
SoFar merge(const SoFar& a, const SoFar& b);

}  // namespace exercise
