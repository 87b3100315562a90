// Training: show the model pairs of sentences again and again, and after each batch move every
// number a little downhill.
//
// One step: forward, loss, backward, clip, Adam with the paper's learning rate. After every epoch the
// model is examined on sentences that it does not learn from; the best one is kept. Everything that a
// step depends on is in TrainingState and three buffers, so a training that was interrupted and
// resumed does the same steps, to the last bit, as one that was not.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include "core/clock.h"
#include "formats/safetensors.h"
#include "model/transformer.h"
#include "optim/training_step.h"

namespace book {

struct TrainerOptions {
    int epochs = 40;           // passes over the sentences
    std::int64_t steps = 0;    // ends after this many; 0: after the epochs
    double minutes = 0;        // ends within this time, examination included; 0: no limit
    int batch_tokens = 1500;   // at most, on either side (a longer sentence stands alone)
    double learning_rate = 0;  // at its peak; 0: the paper's, 1 / sqrt(width warmup)
    int warmup = 1000;         // steps until then
    // In the last part of the epochs, of this share, the rate falls to 0 in a line, whatever the paper's
    // schedule says: the model settles down where it is (Hägele et al. 2024). 0: not at all.
    double cooldown = 0;
    AdamOptions adam;
    double clip = 1;  // largest norm of all gradients together; 0: not clipped
    double label_smoothing = 0.1;
    std::uint64_t seed = 1;  // of the order of sentences, and of dropout
    int validate_every = 0;  // steps; 0: after each epoch
    int patience = 0;        // ends after so many examinations without a better one; 0: never
    // What is examined and kept is the mean of the model at the last n examinations: it lies nearer
    // to the bottom of the valley than any of them (Vaswani et al. 2017, section 6.1). 1: no mean.
    int average = 1;
    bool regroup = true;  // other sentences together in each epoch; false: only another order
};

// Calls f(name, field, rule) for each of them, in the words of the file that a training is resumed
// from: the one list. With a field that is missing here it does not compile.
enum class OnResume { must_agree, may_differ };
template <class Options, class F>
requires std::same_as<std::remove_const_t<Options>, TrainerOptions>
void for_each_field(Options& options, F f) {
    auto& [epochs, steps, minutes, batch_tokens, learning_rate, warmup, cooldown, adam, clip,
           label_smoothing, seed, validate_every, patience, average, regroup] = options;
    auto& [beta1, beta2, epsilon] = adam;
    f("epochs", epochs, OnResume::may_differ);
    f("steps", steps, OnResume::may_differ);
    f("minutes", minutes, OnResume::may_differ);
    f("batch-tokens", batch_tokens, OnResume::must_agree);
    f("learning-rate", learning_rate, OnResume::must_agree);
    f("warmup", warmup, OnResume::must_agree);
    f("cooldown", cooldown, OnResume::must_agree);
    f("beta1", beta1, OnResume::must_agree);
    f("beta2", beta2, OnResume::must_agree);
    f("epsilon", epsilon, OnResume::must_agree);
    f("clip", clip, OnResume::must_agree);
    f("label-smoothing", label_smoothing, OnResume::must_agree);
    f("seed", seed, OnResume::must_agree);
    f("validate-every", validate_every, OnResume::must_agree);
    f("patience", patience, OnResume::may_differ);
    f("average", average, OnResume::must_agree);
    f("regroup", regroup, OnResume::must_agree);
}

// All that changes from step to step, besides the numbers of the model and of Adam.
struct TrainingState {
    std::int64_t step = 0;  // done
    int epoch = 0;          // done
    int position = 0;       // batches done in this epoch
    std::uint64_t rng = 0;  // the generator's state at the start of this epoch
    // Of an examination, the lower the better: its loss, or minus its score if there is one.
    double best_measure = std::numeric_limits<double>::infinity();
    double best_loss = std::numeric_limits<double>::infinity();  // of the same examination
    std::int64_t best_step = 0;
    // Of the examinations that a run without an end would have made too: the last one of a run that ends
    // between two of them may be the best, but what comes later must not depend on it.
    double planned_measure = std::numeric_limits<double>::infinity();  // the best one's
    int waited = 0;                                                    // since that one
    int snapshots = 0;                                                 // taken for the mean
    double mean_loss = 0;  // of recent steps: each new one counts 2%
    double seconds = 0;    // of training, in all runs
};

// Calls f(name, field) for each of them: the one list, by which they are saved and loaded.
template <class State, class F>
requires std::same_as<std::remove_const_t<State>, TrainingState>
void for_each_field(State& state, F f) {
    auto& [step, epoch, position, rng, best_measure, best_loss, best_step, planned_measure, waited,
           snapshots, mean_loss, seconds] = state;
    f("step", step);
    f("epoch", epoch);
    f("position", position);
    f("rng", rng);
    f("best_measure", best_measure);
    f("best_loss", best_loss);
    f("best_step", best_step);
    f("planned_measure", planned_measure);
    f("waited", waited);
    f("snapshots", snapshots);
    f("mean_loss", mean_loss);
    f("seconds", seconds);
}

struct Progress {
    std::int64_t step = 0;
    double epochs = 0;     // done, with the share of the present one
    double loss = 0;       // of this step, in nats per token, labels smoothed
    double mean_loss = 0;  // of recent steps
    double learning_rate = 0;
    double gradient_norm = 0;
    double tokens_per_second = 0;  // of the targets, over this run
    double seconds = 0;            // of this run
    double seconds_left = 0;
};

struct Examination {
    std::int64_t step = 0;
    double epochs = 0, seconds = 0;
    double loss = 0;       // nats per token over the validation sentences, labels not smoothed
    double score = 0;      // TrainerHooks::score, if there is one
    double mean_loss = 0;  // of training, for comparison
    bool best = false;
};

// What others want to know or do. All may be empty.
struct TrainerHooks {
    std::function<void(const Progress&)> progress;   // after every step
    std::function<void(std::span<real>)> gradients;  // in every step (optim/training_step.h)
    // Another learning rate for a step than the schedule's, which it is told.
    std::function<double(std::int64_t step, double rate)> rate;
    std::function<double()> score;  // BLEU, ...: the best is chosen by it
    std::function<void(const Examination&)> examined;
    std::function<void()> keep;  // the model is the best so far: save it
    std::function<void()> save;  // save the state now (Trainer::save)
    std::function<bool()> stop;  // asked before every step: end now?
};

enum class TrainingEnd { done, patience, time, stopped };

class Trainer {
  public:
    // Borrows the model and the sentences. InputError if a sentence is longer than the model's limit,
    // if there is none to learn from, or if a batch would not fit into memory. Without validation
    // sentences the last model counts as the best.
    Trainer(Transformer& model, const std::vector<TokenPair>& train,
            const std::vector<TokenPair>& validation, const TrainerOptions& options,
            TrainerHooks hooks = {});
    // Sentences that nobody else has would be gone by the first step: they do not compile.
    Trainer(Transformer& model, std::vector<TokenPair>&& train, const std::vector<TokenPair>&,
            const TrainerOptions&, TrainerHooks = {}) = delete;

    // Trains until one of the ends. Then the model holds its best numbers, unless it was stopped.
    // InputError if the loss is no longer a number: it names the step and the layer.
    TrainingEnd run();

    // One step on one batch; returns its loss. A batch of a shape seen before allocates nothing.
    double step(const Batch& batch);
    double validation_loss();

    // The state for going on, in a safetensors file. `about` is kept with it. Loading checks that
    // model, options and sentences are those it was saved with; how long to train may differ, and so may
    // what the best is chosen by: the best so far is then measured by that (run() does it).
    void save(const std::string& path, const Metadata& about) const;
    void load(const SafeTensors& file);

    const TrainingState& state() const { return state_; }
    std::span<const real> best() const {
        return best_;
    }  // the best model's numbers; empty: none yet
    int planned_epochs() const { return planned_epochs_; }  // of the run before, if there was one
    // Of all that must agree when it is resumed: the same for every run of one training.
    std::uint64_t fingerprint() const;
    double learning_rate(std::int64_t step) const;  // without the cooldown

  private:
    void start_epoch();
    double cooldown() const;  // what the rate of the next step is multiplied by
    bool finished() const;
    bool out_of_time() const;
    enum class Examining { as_planned, at_the_end };
    void examine(Examining when);
    void note_planned(const Examination& e);
    void measure_best_anew();
    bool keeps_last() const;                        // there is nothing to measure by
    double measure_of(const Examination& e) const;  // the lower the better
    Buffer& take_snapshot();
    void put_back_snapshot(Buffer& replaced);
    void set_mean_of_snapshots();
    void report(double loss);
    void save_now();
    [[noreturn]] void explain_not_finite(const char* what, int entry);
    Metadata settings() const;  // what must not change when a training is resumed
    void check_state(const TrainingState& state) const;
    int batches_in_epoch(std::uint64_t rng) const;  // if it begins with that state of it

    Transformer& model_;
    const std::vector<TokenPair>& train_;
    const TrainerOptions options_;
    const TrainerHooks hooks_;
    const StepHooks step_hooks_;

    Tape tape_;
    Adam adam_;
    Rng rng_;
    TrainingState state_;
    int planned_epochs_;
    double gradient_norm_ = 0;
    std::uint64_t sentences_ = 0;  // their fingerprint
    std::vector<Batch> batches_, validation_batches_;
    std::vector<int> order_;         // of the batches in this epoch
    std::vector<Buffer> snapshots_;  // the last `average` ones, used in turn
    Buffer current_, best_;

    Stopwatch clock_;  // of this run
    double longest_step_ = 0, examination_time_ = 0, save_time_ = 0, last_save_ = 0;
    std::int64_t tokens_ = 0, steps_ = 0;  // of this run
};

}  // namespace book
