#include "recall/training.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <utility>

#include "core/clock.h"
#include "core/settings.h"
#include "optim/training_step.h"
#include "tensor/ops.h"

namespace book {
namespace {

constexpr double kDecay = 0.1;
constexpr double kClip = 1;
constexpr int kExamined = 100;  // examples at a time

// Hands out examples: all of them in a new order, again and again, or new ones each time.
class Lessons {
  public:
    Lessons(const Trial& trial, Rng& rng) : trial_(trial), rng_(rng) {
        if (trial.examples > 0) examples_ = draw_examples(trial.task, trial.examples, rng);
        order_.resize(trial.examples > 0 ? trial.examples : trial.batch);
        std::iota(order_.begin(), order_.end(), 0);
        next_ = order_.size();
    }

    void fill(MemoryBatch& batch, bool by_time) {
        const std::size_t n = trial_.batch;
        if (trial_.examples == 0) {
            examples_ = draw_examples(trial_.task, trial_.batch, rng_);
            next_ = 0;
        } else if (next_ + n > order_.size()) {
            rng_.shuffle(order_);
            next_ = 0;
        }
        make_memory_batch(examples_, std::span(order_).subspan(next_, n), by_time, batch);
        next_ += n;
    }

  private:
    const Trial& trial_;
    Rng& rng_;
    Examples examples_;
    std::vector<int> order_;
    std::size_t next_ = 0;
};

}  // namespace

void check_trial(const Trial& t) {
    check_task(t.task);
    equal_state(t.model, t.task, t.width);
    require_input(t.examples >= 0 && t.held_out > 0, "{} examples and {} held out: too few",
                  t.examples, t.held_out);
    require_input(t.steps > 0 && t.batch > 0, "{} steps of {} examples: nothing to do", t.steps,
                  t.batch);
    require_input(t.examples == 0 || t.batch <= t.examples,
                  "a batch of {} examples, of which there are {}; take fewer", t.batch, t.examples);
    require_setting(t.rate > 0 && t.rate <= 1, "@rates {}: must be above 0 and at most 1", t.rate);
}

double trial_rate(const Trial& t, int step) {
    const int warm = std::max(1, t.steps / 20);
    if (step <= warm) return t.rate * step / warm;
    const int cooling = std::max(1, t.steps - warm);
    return t.rate * 0.5 * (1 + std::cos(std::numbers::pi * (step - warm) / cooling));
}

Exam examine(const MemoryModel& model, const Examples& examples) {
    Exam exam;
    MemoryBatch batch;
    Tape tape(Tape::Mode::inference);
    double answers = 0;
    for (int from = 0; from < examples.count; from += kExamined) {
        std::vector<int> chosen(std::min(kExamined, examples.count - from));
        std::iota(chosen.begin(), chosen.end(), from);
        make_memory_batch(examples, chosen, model.by_time(), batch);
        tape.clear();
        const Var said = model.answer(tape, batch);
        const Var loss = model.loss(said, batch);
        const auto n = static_cast<double>(said.rows());
        answers += n;
        exam.loss += n * static_cast<double>(loss.value()(0, 0));
        for (std::size_t i = 0; i < batch.targets.size(); ++i) {
            const int answer = argmax(said.value().row(static_cast<int>(i)));
            if (answer == batch.targets[i]) ++exam.accuracy;  // counted first
        }
    }
    exam.loss /= answers;
    exam.accuracy /= answers;
    return exam;
}

Outcome run_trial(const Trial& trial, const Watch& watch) {
    check_trial(trial);
    MemoryModel model(trial.model, trial.task, trial.width, trial.seed);
    return train_memory(model, trial, watch);
}

Outcome train_memory(MemoryModel& model, const Trial& trial, const Watch& watch) {
    Stopwatch clock;
    Rng rng(mix(trial.seed));
    const Examples test = draw_examples(trial.task, trial.held_out, rng);
    Lessons lessons(trial, rng);
    Parameters& p = model.parameters();
    Adam adam(p.size(), {0.9, 0.98, 1e-9});
    Tape tape;
    MemoryBatch batch;
    const Learner learner{p, [&](Tape& on) { return model.loss(model.answer(on, batch), batch); }};
    Outcome outcome{model.state(), p.size()};
    const int between = std::max(1, trial.steps / kExams);
    Exam exam;
    for (int step = 1; step <= trial.steps; ++step) {
        lessons.fill(batch, model.by_time());
        const StepOptions options{trial_rate(trial, step), kClip, kDecay};
        const double loss = training_step(learner, tape, adam, options).loss;
        outcome.steps = step;
        if (watch && !watch(step, loss)) break;
        if (step % between != 0 && step != trial.steps) continue;
        exam = examine(model, test);
        if (trial.task.task == Task::recall && exam.accuracy >= kLearnt) break;
    }
    // A training that was lost has numbers that are none: no loss is worse.
    outcome.loss = std::isnan(exam.loss) ? std::numeric_limits<double>::infinity() : exam.loss;
    outcome.accuracy = exam.accuracy;
    outcome.seconds = clock.seconds();
    return outcome;
}

}  // namespace book
