// The open experiments: exercises without one right answer. A program tries what the reader has made,
// and a rubric says what was reached, in words, and what it cannot see.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/real.h"
#include "model/config.h"
#include "text/batch.h"
#include "text/corpus.h"

namespace book::experiments {

struct Criterion {
    std::string what;  // "nine in ten ..."
    bool met = false;
    std::string measured;  // "97.1%"
};

struct Report {
    std::vector<Criterion> criteria;
    std::string cannot_see;  // what nobody should conclude
    bool met() const;        // all of them
};
std::string to_text(const Report& report, int width);

// Each experiment adds itself before main() begins.
struct Experiment {
    int number = 0;
    std::string title, file;
    std::function<Report()> run;
};
struct Register {
    explicit Register(Experiment experiment);
};
const std::vector<Experiment>& all_experiments();

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

}  // namespace book::experiments
