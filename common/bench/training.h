// A training step, forward, backward and Adam: how long it takes and where the time goes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "bench/measure.h"
#include "optim/training_step.h"

namespace book {

struct TrainingCase {
    int width, layers, heads, feed_forward, vocabulary;  // as many layers on either side
    int sentences, shortest, longest;                    // tokens, <end> included
    TransformerConfig config() const;
};
const std::vector<TrainingCase>& training_cases();

// A model, a batch of random sentences and Adam: a call is one step.
class TrainingStep {
  public:
    explicit TrainingStep(const TrainingCase& what);
    void operator()();

    const Batch& batch() const { return batch_; }
    double adam_seconds() const { return adam_seconds_; }  // of all steps, clipping included
    void set_profile(TapeProfile* profile) { tape_.set_profile(profile); }

  private:
    Transformer model_;
    Adam adam_;
    Batch batch_;
    Tape tape_;
    double adam_seconds_ = 0;
};

struct TrainingRow {
    TrainingCase what;
    int target_tokens = 0;
    double milliseconds = 0;  // of a step, the middle one
    double tokens_per_second = 0, gflops = 0;
    double share_of_peak = 0;  // of the registers' peak, measured right before and after
    // Operations and what share of the time passes in each, the largest first.
    std::vector<std::pair<std::string, double>> divided;
};

// Steps for about so many seconds.
TrainingRow measure_training(const TrainingCase& what, double seconds);

}  // namespace book
