#include "memory/learning.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/settings.h"
#include "optim/training_step.h"
#include "tensor/ops.h"

namespace book {
namespace {

constexpr int kExaminedTogether = 50;
constexpr int kParts = 10;  // of the curve of losses

// A training that was lost has numbers that are none: no loss is worse.
double or_worst(double loss) {
    return std::isnan(loss) ? std::numeric_limits<double>::infinity() : loss;
}

MemoryOutcome examine_at_the_end(const SequenceModel& model, const MemoryTrial& trial,
                                 const Sequences& validation, Rng& rng) {
    MemoryOutcome outcome;
    outcome.validation = examine(model, validation);
    const int n = trial.learning.examined;
    const std::vector<int> counts = pair_counts(trial.task);
    if (counts.empty()) outcome.test = examine(model, draw_sequences(trial.task, n, rng));
    for (const int pairs : counts) {
        const MemoryExam exam = examine(model, draw_sequences(trial.task, pairs, n, rng));
        outcome.by_pairs.push_back(exam.right);
        outcome.test.loss += exam.loss / static_cast<double>(counts.size());
        outcome.test.right += exam.right / static_cast<double>(counts.size());
    }
    outcome.validation.loss = or_worst(outcome.validation.loss);
    outcome.test.loss = or_worst(outcome.test.loss);
    return outcome;
}

}  // namespace

void check_trial(const MemoryTrial& trial) {
    check_task(trial.task);
    check_mixer(trial.model);
    const LearningSettings& l = trial.learning;
    require_setting(l.steps >= 1 && l.steps <= 10'000'000, "@steps {}: must lie in 1..10000000",
                    l.steps);
    require_setting(l.batch >= 1 && l.batch <= 65536, "@batch {}: must lie in 1..65536", l.batch);
    require_setting(l.rate > 0 && l.rate <= 1, "@rate {}: must be above 0 and at most 1", l.rate);
    require_setting(l.decay >= 0 && l.decay <= 1, "@decay {}: must lie in 0..1", l.decay);
    require_setting(l.clip > 0 && l.clip <= 1e6, "@clip {}: must be above 0 and at most 1e6",
                    l.clip);
    require_setting(l.examined >= 1 && l.examined <= 1'000'000,
                    "@examined {}: must lie in 1..1000000", l.examined);
    const double words = double(l.batch) * sequence_length(trial.task);
    require_input(words <= 1 << 24, "{} sequences of {} words in a step: take fewer", l.batch,
                  sequence_length(trial.task));
}

double peak_share(const LearningSettings& learning, int step) {
    const int warm = std::max(1, learning.steps / 20);
    if (step <= warm) return double(step) / warm;
    if (!learning.cooling) return 1;
    const int cooling = std::max(1, learning.steps - warm);
    return 0.5 * (1 + std::cos(std::numbers::pi * (step - warm) / cooling));
}

MemoryExam examine(const SequenceModel& model, const Sequences& sequences) {
    MemoryExam exam;
    Tape tape(Tape::Mode::inference);
    const bool adding = sequences.tokens.empty();
    const bool copy = !adding && sequences.pairs.empty();
    double answers = 0;
    double counted = 0;
    for (int from = 0; from < sequences.count; from += kExaminedTogether) {
        const MemoryLesson lesson =
            make_lesson(sequences, from, std::min(kExaminedTogether, sequences.count - from));
        tape.clear();
        const Var said = model.answer(tape, lesson);
        const Var loss = model.loss(said, lesson);
        const auto n = static_cast<double>(said.rows());
        answers += n;
        exam.loss += n * static_cast<double>(loss.value()(0, 0));
        for (std::size_t i = 0; i < lesson.targets.size(); ++i) {
            if (copy && lesson.targets[i] == 0) continue;  // everybody says the zeros before
            ++counted;
            if (argmax(said.value().row(static_cast<int>(i))) == lesson.targets[i]) ++exam.right;
        }
    }
    exam.loss /= answers;
    if (counted > 0) exam.right /= counted;
    return exam;
}

MemoryOutcome learn(SequenceModel& model, const MemoryTrial& trial, const MemoryWatch& watch) {
    check_trial(trial);
    const LearningSettings& l = trial.learning;
    Rng rng(mix(trial.seed));
    const Sequences validation = draw_sequences(trial.task, l.examined, rng);
    Rng of_test(mix(rng.next()));
    Parameters& p = model.parameters();
    Adam adam(p.size(), {0.9, 0.98, 1e-9});
    Tape tape;
    MemoryLesson lesson;
    const std::vector<View> decayed = model.decayed();
    const Learner learner{p,
                          [&](Tape& on) { return model.loss(model.answer(on, lesson), lesson); }};
    std::vector<double> sums(kParts), counts(kParts);
    for (int step = 1; step <= l.steps; ++step) {
        lesson = make_lesson(draw_sequences(trial.task, l.batch, rng), 0, l.batch);
        StepOptions options;
        options.rate = l.rate * peak_share(l, step);
        options.clip = l.clip;
        options.decay = l.decay;
        options.decayed = decayed;
        const double loss = training_step(learner, tape, adam, options).loss;
        const auto part = static_cast<std::size_t>((std::int64_t{step} - 1) * kParts / l.steps);
        sums[part] += loss;
        ++counts[part];
        if (watch && !watch(step, loss)) break;
    }
    MemoryOutcome outcome = examine_at_the_end(model, trial, validation, of_test);
    outcome.parameters = p.size();
    for (int part = 0; part < kParts; ++part)
        if (counts[part] > 0) outcome.losses.push_back(or_worst(sums[part] / counts[part]));
    return outcome;
}

MemoryOutcome run_trial(const MemoryTrial& trial, const MemoryWatch& watch) {
    check_trial(trial);
    SequenceModel model(trial.model, trial.task, trial.seed);
    return learn(model, trial, watch);
}

}  // namespace book
