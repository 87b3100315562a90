// The functions that the exercises of chapter 06 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include "exercise.h"

namespace exercise {

// 1_one_head.cpp
Matrix columns_of_head(ConstView x, int heads, int head);
Matrix added_by_head(ConstView joined, ConstView w_o, int heads, int head);
// 2_join.cpp
Matrix join_heads(ConstView stacked, int heads);
// 3_whole.cpp
Matrix multi_head(ConstView q, ConstView k, ConstView v, ConstView w_o,
                  int heads);

}  // namespace exercise
