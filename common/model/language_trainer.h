// Training a language model on plain text: windows cut from one long list of tokens, in which each token
// but the first has to be predicted.
//
// One step: forward, loss, backward, clip, AdamW (optim/training_step.h). The same seed does the same
// steps, to the last bit, unless a limit of time ends them.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "model/language_model.h"
#include "model/trainer.h"
#include "optim/schedule.h"

namespace book {

// Cuts a text into windows of `length` tokens and hands them out in a random order; every pass over the
// text cuts it at other places. Borrows the text.
class Windows {
  public:
    // InputError if the text is too short for one window and the token behind it.
    Windows(std::span<const int> ids, int length, std::uint64_t seed);

    NextTokens next(int count);
    int in_a_pass() const { return static_cast<int>(begins_.size()); }

  private:
    void start_pass();

    std::span<const int> ids_;
    int length_;
    Rng rng_;
    std::vector<int> begins_;  // of the windows of this pass, in their order
    std::size_t used_ = 0;     // of them
};

struct LanguageTrainerOptions {
    std::int64_t steps = 1000;
    double seconds = 0;           // ends within this time; 0: no limit
    double learning_rate = 3e-3;  // at its peak
    int warmup = 50;              // steps until then
    Decay decay = Decay::cosine;
    double least = 0.1;  // share of the peak that is left at the end
    AdamOptions adam{0.9, 0.95, 1e-8};
    double weight_decay = 0.1;  // AdamW's
    double clip = 1;            // largest norm of all gradients together; 0: not clipped
    std::uint64_t seed = 1;     // of dropout
};

struct LanguageTrainerHooks {
    std::function<void(const Progress&)> progress;  // after every step; its epochs stay 0
    std::function<bool()> stop;                     // asked before every step: end now?
};

// Trains on what `next` hands out, a batch for each step: Windows, or any other texts.
// InputError if the loss is no longer a number: it names the step and the layer.
TrainingEnd train_language_model(LanguageModel& model, const std::function<NextTokens()>& next,
                                 const LanguageTrainerOptions& options,
                                 const LanguageTrainerHooks& hooks = {});

// How surprising each token of a text is but its first, -log of its probability, in nats: ids.size() - 1
// numbers. The model reads windows of `length` tokens, of which each begins `stride` after the one
// before; what two of them predict is taken from the earlier, so with a stride below the length no
// token (but the first ones) is predicted from fewer than length - stride before it.
// InputError if the model cannot read so many tokens.
std::vector<double> surprises(const LanguageModel& model, std::span<const int> ids, int length,
                              int stride);
// Their mean: nats per piece. 0 for a text of fewer than two tokens.
double nats_per_piece(const LanguageModel& model, std::span<const int> ids, int length, int stride);

}  // namespace book
