#include "bench/training.h"

#include <numeric>

#include "optim/adam.h"

namespace book {

TransformerConfig TrainingCase::config() const {
    TransformerConfig c;
    c.vocabulary = vocabulary;
    c.width = width;
    c.heads = heads;
    c.encoder_layers = c.decoder_layers = layers;
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

TrainingRow measure_training(const TrainingCase& what, double seconds) {
    const std::vector<TokenPair> pairs =
        random_pairs(what.sentences, what.shortest, what.longest, what.vocabulary);
    std::vector<int> all(pairs.size());
    std::iota(all.begin(), all.end(), 0);
    const Batch batch = make_batch(pairs, all);
    Transformer model(what.config(), 1);
    Adam adam(model.parameters().size(), {});
    Tape tape;
    std::vector<double> took;  // of Adam, clipping and zeroing, in profiled steps
    const auto step = [&] {
        tape.clear();
        model.parameters().zero_grads();
        tape.backward(model.loss(tape, batch, 0.1));
        const Stopwatch clock;
        clip_gradients(model.parameters(), 1);
        adam.step(model.parameters(), 1e-4);
        took.push_back(clock.seconds());
    };
    for (int i = 0; i < 3; ++i) step();

    TrainingRow row;
    row.what = what;
    row.source_tokens = static_cast<int>(batch.source.size());
    row.target_tokens = static_cast<int>(batch.output.size());
    const Peak before = measure_peak();
    std::vector<double> times;
    for (const Stopwatch clock; clock.seconds() < seconds || times.size() < 5;)
        times.push_back(seconds_of(step));
    const Peak after = measure_peak();
    const double second = median(times);
    row.milliseconds = 1e3 * second;
    row.tokens_per_second = row.target_tokens / second;
    row.gflops = training_work(model.config(), row.source_tokens, row.target_tokens) / second / 1e9;
    row.share_of_peak = 2e9 * row.gflops / (before.registers + after.registers);

    TapeProfile profile;
    tape.set_profile(&profile);
    took.clear();
    double whole = 0;
    for (const Stopwatch clock; clock.seconds() < seconds / 4 || took.size() < 3;)
        whole += seconds_of(step);
    for (const auto& [key, time] : profile.seconds()) {
        const bool forward = key.second == TapeProfile::Pass::forward;
        row.divided.emplace_back(std::string(key.first) + (forward ? "" : ", backward"),
                                 time / whole);
    }
    row.divided.emplace_back("clip and Adam",
                             std::accumulate(took.begin(), took.end(), 0.0) / whole);
    std::ranges::sort(row.divided,
                      [](const auto& a, const auto& b) { return a.second > b.second; });
    return row;
}

}  // namespace book
