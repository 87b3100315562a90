// The judges of the open experiments: each tries what a reader has made, and fills in its rubric. What a
// reader's function gives comes from another program, as a matrix, as in an exercise: numbers that anybody
// may have written, and so they are looked at before they are believed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/random.h"
#include "core/real.h"
#include "corpus/corpus.h"
#include "model/config.h"
#include "teacher/harness/case.h"
#include "teacher/harness/rubric.h"

namespace book::teacher::experiments {

// An experiment asks its question once, and with no numbers.
inline std::vector<Case> one_case(Rng&) { return {Case{}}; }

// ---- 1 -----------------------------------------------------------------------------------------
using Speak = std::function<std::vector<std::string>(const std::vector<std::string>&)>;
// The bytes of the texts: two rows for each pair, and behind the shorter ones -1.
Matrix as_numbers(const std::vector<SentencePair>& lessons);
std::vector<SentencePair> as_lessons(const Matrix& numbers);  // InputError: they are none

// What the translator said before and says after these lessons, of the test part.
Report judge_like(const std::vector<SentencePair>& test, const std::vector<SentencePair>& lessons,
                  const Speak& before, const Speak& after);

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
inline constexpr int kSignalLength = 10, kSignalWidth = 32;  // of the task's model
Matrix table_of(Signal signal);
Report judge_positions(const Matrix& table, const School& school);

// One row, the fields in the order of for_each_field().
Matrix as_numbers(const TransformerConfig& sizes);
TransformerConfig as_sizes(const Matrix& numbers);  // InputError: they are none
Report judge_smallest(const TransformerConfig& sizes, const School& school);

}  // namespace book::teacher::experiments
