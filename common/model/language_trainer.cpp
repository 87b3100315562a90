#include "model/language_trainer.h"

#include <algorithm>
#include <numeric>

#include "core/settings.h"

namespace book {

Windows::Windows(std::span<const int> ids, int length, std::uint64_t seed)
    : ids_(ids), length_(length), rng_(seed) {
    require(length > 0, "Windows: of {} tokens", length);
    require_input(std::ssize(ids) > length,
                  "a text of {} tokens is too short: a window has {}, and one more follows it",
                  ids.size(), length);
    start_pass();
}

void Windows::start_pass() {
    const std::ptrdiff_t last = std::ssize(ids_) - length_ - 1;  // where a window may begin
    const int places = static_cast<int>(std::min<std::ptrdiff_t>(length_, last + 1));
    begins_.clear();
    for (std::ptrdiff_t begin = rng_.below(places); begin <= last; begin += length_)
        begins_.push_back(static_cast<int>(begin));
    rng_.shuffle(begins_);
    used_ = 0;
}

NextTokens Windows::next(int count) {
    NextTokens batch;
    for (int i = 0; i < count; ++i) {
        if (used_ == begins_.size()) start_pass();
        const auto window = ids_.subspan(begins_[used_], static_cast<std::size_t>(length_) + 1);
        ++used_;
        batch.input.insert(batch.input.end(), window.begin(), window.end() - 1);
        batch.output.insert(batch.output.end(), window.begin() + 1, window.end());
        batch.rows.add(length_);
    }
    return batch;
}

namespace {

[[noreturn]] void refuse_to_go_on(Tape& tape, const LanguageModel& model, std::int64_t step,
                                  const char* what, int entry) {
    throw SettingError(fmt::format(
        "step {}: the {} is no longer a number; it began {}. Begin again with a smaller "
        "@learning_rate, a longer @warmup or a smaller @clip",
        step, what, where_it_began(tape, model.parameters(), entry)));
}

}  // namespace

TrainingEnd train_language_model(LanguageModel& model, const std::function<NextTokens()>& next,
                                 const LanguageTrainerOptions& options,
                                 const LanguageTrainerHooks& hooks) {
    Tape tape;
    Adam adam(model.parameters().size(), options.adam);
    Progress p;
    StepHooks step_hooks;
    step_hooks.not_finite = [&](const char* what, int entry) {
        refuse_to_go_on(tape, model, p.step, what, entry);
    };
    const Stopwatch clock;
    double longest_step = 0, tokens = 0;
    while (p.step < options.steps) {
        if (hooks.stop && hooks.stop()) return TrainingEnd::stopped;
        const double begin = clock.seconds();
        if (options.seconds > 0 && begin + longest_step > options.seconds) return TrainingEnd::time;
        ++p.step;
        const NextTokens batch = next();
        model.set_dropout_step(options.seed, static_cast<std::uint64_t>(p.step));
        StepOptions step;
        step.rate = options.learning_rate * warm_up_and_decay(p.step, options.steps, options.warmup,
                                                              options.decay, options.least);
        step.decay = options.weight_decay;
        if (options.clip > 0) step.clip = options.clip;
        const Learner learner{model.parameters(), [&](Tape& t) { return model.loss(t, batch); }};
        const StepResult result = training_step(learner, tape, adam, step, step_hooks);

        p.seconds = clock.seconds();
        longest_step = std::max(longest_step, p.seconds - begin);
        tokens += static_cast<double>(batch.output.size());
        p.loss = result.loss;
        p.mean_loss = p.step == 1 ? p.loss : 0.98 * p.mean_loss + 0.02 * p.loss;
        p.learning_rate = step.rate;
        p.gradient_norm = result.gradient_norm;
        p.tokens_per_second = tokens / std::max(p.seconds, 1e-9);
        p.seconds_left =
            static_cast<double>(options.steps - p.step) * p.seconds / static_cast<double>(p.step);
        if (options.seconds > 0)
            p.seconds_left = std::min(p.seconds_left, std::max(0.0, options.seconds - p.seconds));
        if (hooks.progress) hooks.progress(p);
    }
    return TrainingEnd::done;
}

namespace {

// Some windows that are read together, and which of their predictions are wanted.
struct Reading {
    NextTokens batch;
    std::vector<int> wanted;  // rows of the batch
};

// Appends what is wanted of a reading.
void append_surprises(const LanguageModel& model, Tape& tape, const Reading& reading,
                      std::vector<double>& all) {
    tape.clear();
    const Var hidden = model.hidden(tape, reading.batch.input, reading.batch.rows);
    const ConstView logits = model.logits(tape, hidden).value();
    for (int row : reading.wanted)
        all.push_back(log_sum_exp(logits.row(row)) -
                      static_cast<double>(logits(row, reading.batch.output[row])));
}

}  // namespace

std::vector<double> surprises(const LanguageModel& model, std::span<const int> ids, int length,
                              int stride) {
    require(length > 0 && stride > 0 && stride <= length, "surprises: windows of {} at every {}",
            length, stride);
    constexpr int kRowsAtOnce = 1024;
    const int last = static_cast<int>(ids.size()) - 1;  // tokens that are predicted: 1 .. last
    Tape tape(Tape::Mode::inference);
    Reading reading;
    std::vector<double> all;
    int predicted = 0;
    for (int begin = 0; predicted < last; begin += stride) {
        const int end = std::min(begin + length, last);
        for (int i = begin; i < end; ++i) {
            if (i >= predicted)
                reading.wanted.push_back(static_cast<int>(reading.batch.input.size()));
            reading.batch.input.push_back(ids[i]);
            reading.batch.output.push_back(ids[i + 1]);
        }
        reading.batch.rows.add(end - begin);
        predicted = end;
        if (predicted < last && reading.batch.rows.total() < kRowsAtOnce) continue;
        append_surprises(model, tape, reading, all);
        reading = {};
    }
    return all;
}

double nats_per_piece(const LanguageModel& model, std::span<const int> ids, int length,
                      int stride) {
    const std::vector<double> all = surprises(model, ids, length, stride);
    if (all.empty()) return 0;
    return std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
}

}  // namespace book
