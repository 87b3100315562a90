// The functions that the exercises of chapter 04 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include "exercise.h"

namespace exercise {

// 1_score.cpp
real score(ConstView query, ConstView key);
// 2_all_scores.cpp
Matrix all_scores(ConstView q, ConstView k);
// 3_mix.cpp
Matrix mix(ConstView weights, ConstView values);
// 4_another_sentence.cpp
Matrix look_across(ConstView x, ConstView source, ConstView w_q,
                   ConstView w_k, ConstView w_v);

}  // namespace exercise
