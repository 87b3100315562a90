// A training step, forward, backward and Adam: how long it takes and where the time goes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "bench/measure.h"

namespace book {

struct TrainingCase {
    int width, layers, heads, feed_forward, vocabulary;  // as many layers on either side
    int sentences, shortest, longest;                    // tokens, <end> included
    TransformerConfig config() const;
};
const std::vector<TrainingCase>& training_cases();

struct TrainingRow {
    TrainingCase what;
    int source_tokens = 0, target_tokens = 0;
    double milliseconds = 0;  // of a step, the middle one
    double tokens_per_second = 0, gflops = 0;
    double share_of_peak = 0;  // of the registers' peak, measured right before and after
    // Operations and what share of the time passes in each, the largest first.
    std::vector<std::pair<std::string, double>> divided;
};

// Steps for about so many seconds.
TrainingRow measure_training(const TrainingCase& what, double seconds);

}  // namespace book
