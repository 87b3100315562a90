// The judges of the open experiments: each tries what a reader has made, and fills in its rubric.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/real.h"
#include "corpus/corpus.h"
#include "model/config.h"
#include "teacher/harness/rubric.h"

namespace book::teacher::experiments {

// ---- 1 -----------------------------------------------------------------------------------------
using Speak = std::function<std::vector<std::string>(const std::vector<std::string>&)>;
// What the translator said before and says after, of the test part.
Report judge_like(const std::vector<SentencePair>& test, const Speak& before, const Speak& after);

// ---- 2 and 3: digits, said backwards -----------------------------------------------------------
struct School {
    int steps = 1500;
    std::uint64_t seed = 1;
};
// A model of the task, before training: vocabulary, length and dropout are set.
TransformerConfig for_digits(TransformerConfig sizes);
// Trains one, and returns the share of held-out rows that come back without a fault.
double learn_digits(const TransformerConfig& sizes, const School& school);

using Signal = real (*)(int position, int column, int width);
Report judge_positions(Signal signal, const School& school);
Report judge_smallest(const TransformerConfig& sizes, const School& school);

}  // namespace book::teacher::experiments
