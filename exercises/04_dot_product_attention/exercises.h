// The functions that the exercises of chapter 04 ask for. Nothing to edit here: the task of each is
// in the file named behind it.
#pragma once

#include "exercise.h"

namespace exercise {

real score(ConstView query, ConstView key);                       // 1_score.cpp
Matrix all_scores(ConstView q, ConstView k);                      // 2_all_scores.cpp
Matrix mix(ConstView weights, ConstView values);                  // 3_mix.cpp
Matrix look_across(ConstView x, ConstView source, ConstView w_q,  // 4_another_sentence.cpp
                   ConstView w_k, ConstView w_v);

}  // namespace exercise
