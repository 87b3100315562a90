// The functions that the exercises of chapter 12 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include <vector>

#include "12_language_model/two_looks.h"
#include "exercise.h"

namespace exercise {

// 1_rms_norm.cpp
Matrix rms_norm(ConstView x, ConstView gain, real epsilon);
// 2_perplexity.cpp
real perplexity(ConstView scores, const std::vector<int>& text);
// 3_top_p.cpp
Matrix top_p(ConstView probabilities, real p);
// 4_rotary.cpp
Matrix turned(ConstView x, int heads, int first, real theta);
// 5_grouped.cpp
Matrix grouped_attention(ConstView q, ConstView k, ConstView v, int heads,
                         int key_value_heads);
// 6_induction.cpp
TwoLooks induction_head(const Columns& columns);

}  // namespace exercise
