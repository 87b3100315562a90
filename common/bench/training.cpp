#include "bench/training.h"

#include <algorithm>

namespace book {

TransformerConfig TrainingCase::config() const {
    TransformerConfig c;
    c.vocabulary = vocabulary;
    c.width = width;
    c.heads = heads;
    c.encoder_layers = layers;
    c.decoder_layers = layers;
    c.feed_forward = feed_forward;
    c.dropout = 0;
    c.max_length = longest;
    return c;
}

const std::vector<TrainingCase>& training_cases() {
    static const std::vector<TrainingCase> kCases = {{64, 2, 4, 128, 200, 32, 7, 10},
                                                     {128, 2, 4, 512, 1000, 64, 11, 14},
                                                     {256, 3, 4, 1024, 8000, 64, 13, 16}};
    return kCases;
}

TrainingStep::TrainingStep(const TrainingCase& what)
    : model_(what.config(), 1), adam_(model_.parameters().size(), {}) {
    batch_ = make_batch(random_pairs(what.sentences, what.shortest, what.longest, what.vocabulary));
}

void TrainingStep::operator()() {
    const Learner learner{model_.parameters(),
                          [this](Tape& tape) { return model_.loss(tape, batch_, 0.1); }};
    Stopwatch clock;
    StepHooks hooks;
    hooks.gradients = [&clock](std::span<real>) { clock.restart(); };  // what follows is Adam's
    training_step(learner, tape_, adam_, {1e-4, 1}, hooks);
    adam_seconds_ += clock.seconds();
}

TrainingRow measure_training(const TrainingCase& what, double seconds) {
    TrainingStep step(what);
    for (int i = 0; i < 3; ++i) step();

    TrainingRow row;
    row.what = what;
    row.target_tokens = static_cast<int>(step.batch().output.size());
    const Peak before = measure_peak();
    const double second = median_seconds(seconds, step);
    const Peak after = measure_peak();
    row.milliseconds = 1e3 * second;
    row.tokens_per_second = row.target_tokens / second;
    const auto source_tokens = static_cast<double>(step.batch().source.size());
    row.gflops = training_work(what.config(), source_tokens, row.target_tokens) / second / 1e9;
    row.share_of_peak = 2e9 * row.gflops / (before.registers + after.registers);

    TapeProfile profile;
    step.set_profile(&profile);
    const double adam_before = step.adam_seconds();
    const Stopwatch whole;
    for (int i = 0; i < 3 || whole.seconds() < seconds / 4; ++i) step();
    const double all = whole.seconds();
    for (const auto& [key, time] : profile.seconds()) {
        const bool forward = key.second == TapeProfile::Pass::forward;
        row.divided.emplace_back(std::string(key.first) + (forward ? "" : ", backward"),
                                 time / all);
    }
    row.divided.emplace_back("clip and Adam", (step.adam_seconds() - adam_before) / all);
    std::sort(row.divided.begin(), row.divided.end(),
              [](const auto& a, const auto& b) { return a.second > b.second; });
    return row;
}

}  // namespace book
