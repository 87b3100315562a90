#include <cmath>
#include <limits>

#include "catch.h"
#include "core/parallel.h"
#include "core/settings.h"
#include "memory/learning.h"

using namespace book;

namespace {

MemoryTrial little(Mixer mixer, const MemoryTask& task) {
    MemoryTrial trial;
    trial.task = task;
    trial.model.mixer = mixer;
    trial.model.width = 16;
    trial.model.size = mixer == Mixer::attention ? 16 : 12;
    trial.learning.steps = 20;
    trial.learning.batch = 8;
    trial.learning.rate = 0.01;
    trial.learning.examined = 30;
    return trial;
}

bool same(const MemoryExam& a, const MemoryExam& b) {
    return a.loss == b.loss && a.right == b.right;
}
bool same(const MemoryOutcome& a, const MemoryOutcome& b) {
    return a.parameters == b.parameters && same(a.validation, b.validation) &&
           same(a.test, b.test) && a.by_pairs == b.by_pairs && a.losses == b.losses;
}

}  // namespace

TEST_CASE("every memory learns to recall one pair of a few", "[memory][slow]") {
    for (const Mixer mixer : kMixers) {
        MemoryTrial trial = little(mixer, capacity_task(1, 8));
        trial.learning.steps = 400;
        trial.learning.batch = 16;
        trial.learning.examined = 200;
        const MemoryOutcome outcome = run_trial(trial);
        CAPTURE(mixer_name(mixer), outcome.test.right, outcome.test.loss);
        CHECK(outcome.test.right > 0.95);  // a guess: 0.25
        CHECK(outcome.losses.back() < 0.5 * outcome.losses.front());
        CHECK(outcome.by_pairs == std::vector<double>{outcome.test.right});
    }
}

TEST_CASE("a trial comes to the same bits on one thread and on several", "[memory][slow]") {
    const int threads = thread_count();
    for (const Mixer mixer : kMixers)
        for (const MemoryTask& task : {capacity_task(4, 32), adding_task(10), copy_task(3)}) {
            set_thread_count(1);
            const MemoryOutcome one = run_trial(little(mixer, task));
            set_thread_count(3);
            CHECK(same(one, run_trial(little(mixer, task))));
            MemoryTrial other = little(mixer, task);
            other.seed = 2;
            CHECK_FALSE(same(one, run_trial(other)));
        }
    set_thread_count(threads);
}

TEST_CASE("copy is judged by its ten symbols, and not by the zeros before them", "[memory]") {
    // A model that always says zero is right about every zero, and about no symbol.
    const MemoryTask task = copy_task(20);
    MixerSettings settings;
    settings.mixer = Mixer::rnn;
    settings.width = 8;
    settings.size = 8;
    SequenceModel model(settings, task, 1);
    Parameter weight = model.parameters().find("output.weight");
    for (int r = 0; r < weight.shape().rows; ++r)
        for (real& x : weight.value().row(r)) x = 0;
    model.parameters().find("output.bias").value()(0, 0) = 100;
    Rng rng(3);
    const MemoryExam exam = examine(model, draw_sequences(task, 20, rng));
    CHECK(exam.right == 0);
    CHECK_THAT(exam.loss, WithinRel(100.0 * kSymbolsCopied / 40, 1e-3));
}

TEST_CASE("weight decay shrinks a model that learns nothing else", "[memory]") {
    MemoryTrial trial = little(Mixer::delta, capacity_task(2, 16));
    const MemoryOutcome without = run_trial(trial);
    trial.learning.decay = 0.5;
    CHECK_FALSE(same(without, run_trial(trial)));
}

TEST_CASE("the rate rises for a twentieth of the steps, then cools or stays", "[memory]") {
    LearningSettings l;
    l.steps = 200;
    CHECK_THAT(peak_share(l, 5), WithinAbs(0.5, 1e-12));
    CHECK_THAT(peak_share(l, 10), WithinAbs(1, 1e-12));
    CHECK_THAT(peak_share(l, 105), WithinAbs(0.5, 1e-12));
    CHECK_THAT(peak_share(l, 200), WithinAbs(0, 1e-12));
    l.cooling = false;
    CHECK_THAT(peak_share(l, 5), WithinAbs(0.5, 1e-12));
    CHECK_THAT(peak_share(l, 200), WithinAbs(1, 0));
}

TEST_CASE("who watches a training can end it", "[memory]") {
    int told = 0;
    run_trial(little(Mixer::gla, capacity_task(2, 16)), [&](int step, double loss) {
        ++told;
        CHECK(std::isfinite(loss));
        return step < 7;
    });
    CHECK(told == 7);
}

TEST_CASE("trials that cannot be are refused", "[memory]") {
    const auto is_refused = [](auto change) {
        MemoryTrial trial = little(Mixer::lstm, capacity_task(2, 16));
        change(trial.learning);
        try {
            check_trial(trial);
        } catch (const InputError&) {
            return true;
        }
        return false;
    };
    using L = LearningSettings;
    const double none = std::numeric_limits<double>::quiet_NaN();
    CHECK_FALSE(is_refused([](L&) {}));
    CHECK(is_refused([](L& l) { l.steps = 0; }));
    CHECK(is_refused([](L& l) { l.batch = 0; }));
    CHECK(is_refused([](L& l) { l.rate = 0; }));
    CHECK(is_refused([&](L& l) { l.rate = none; }));
    CHECK(is_refused([&](L& l) { l.decay = none; }));
    CHECK(is_refused([](L& l) { l.clip = 0; }));
    CHECK(is_refused([](L& l) { l.examined = 0; }));
    MemoryTrial huge = little(Mixer::lstm, recall_task(65536, 2, 16));
    huge.learning.batch = 60000;
    CHECK_THROWS_AS(check_trial(huge), InputError);
}
