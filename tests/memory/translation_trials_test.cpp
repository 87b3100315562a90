#include "memory/translation_trials.h"

#include <algorithm>
#include <cmath>

#include "catch.h"
#include "core/parallel.h"
#include "core/settings.h"
#include "memory/small_lessons.h"
#include "tensor/tensor_testing.h"

using namespace book;

TEST_CASE("translation trial: every translator has a name, and no other has", "[memory]") {
    for (const TranslatorKind kind : kTranslators)
        CHECK(translator_named(translator_name(kind)) == kind);
    CHECK_THROWS_WITH(translator_named("gru"), ContainsText("lstm2_reversed"));
}

TEST_CASE("translation trial: two layers, the order and attention come with the name",
          "[memory][slow]") {
    const TranslationLessons& lessons = small_lessons();
    const int vocabulary = lessons.bpe.vocabulary_size();
    const auto model_of = [&](TranslatorKind kind) {
        return TrialTranslator(small_translation(kind), vocabulary);
    };
    const auto has = [&](TranslatorKind kind, const std::string& name) {
        TrialTranslator model = model_of(kind);
        Parameters& p = model.parameters();
        for (int i = 0; i < p.count(); ++i)
            if (p.name(i) == name) return true;
        return false;
    };
    const auto loss_of = [&](TranslatorKind kind) {
        Tape tape(Tape::Mode::inference);
        return model_of(kind).loss(tape, make_batch(lessons.test[1]), 0).value()(0, 0);
    };
    for (const TranslatorKind kind : kTranslators) {
        CAPTURE(translator_name(kind));
        const bool two = kind == TranslatorKind::lstm2 || kind == TranslatorKind::lstm2_reversed;
        CHECK(has(kind, "writer.1.state.weight") == two);
        CHECK(has(kind, "weigh") == (kind == TranslatorKind::lstm_attention));
    }
    // The same numbers, which hear the sentence in another order.
    CHECK(loss_of(TranslatorKind::lstm) != loss_of(TranslatorKind::lstm_reversed));
    CHECK(loss_of(TranslatorKind::lstm2) != loss_of(TranslatorKind::lstm2_reversed));
}

TEST_CASE("translation trial: another seed is another beginning", "[memory]") {
    for (const TranslatorKind kind : kTranslators) {
        const auto first_numbers = [&](std::uint64_t seed) {
            TranslationTrial trial = small_translation(kind);
            trial.seed = seed;
            TrialTranslator model(trial, small_lessons().bpe.vocabulary_size());
            const std::span<const real> all = model.parameters().values();
            return std::vector<real>(all.begin(), all.end());
        };
        CHECK(first_numbers(1) == first_numbers(1));
        CHECK(first_numbers(1) != first_numbers(2));
    }
}

TEST_CASE("translation trial: weight decay is for matrices, not for biases, gains and embeddings",
          "[memory]") {
    for (const TranslatorKind kind : kTranslators) {
        TrialTranslator model(small_translation(kind), small_lessons().bpe.vocabulary_size());
        Parameters& p = model.parameters();
        const std::vector<View> decayed = decayed_parameters(p);
        for (int i = 0; i < p.count(); ++i) {
            const std::string name = p.name(i);
            CAPTURE(translator_name(kind), name);
            const bool is_matrix =
                name.size() > 7 && name.compare(name.size() - 7, 7, ".weight") == 0;
            const bool is_decayed = std::any_of(decayed.begin(), decayed.end(), [&](const View& v) {
                return v.data() == p.value(i).data();
            });
            CHECK(is_decayed == is_matrix);
        }
    }
}

TEST_CASE(
    "translation trial: the same numbers on one thread, on two, side by side, and on every kernel",
    "[memory][slow]") {
    const GlobalState restore;
    for (const TranslatorKind kind : kTranslators) {
        CAPTURE(translator_name(kind));
        TranslationTrial trial = small_translation(kind);
        trial.steps = 10;
        select_kernel(available_kernels().front());
        set_thread_count(1);
        const TranslationOutcome one = run_trial(small_lessons(), trial);
        set_thread_count(2);
        CHECK(run_trial(small_lessons(), trial) == one);
        TranslationOutcome beside[2];
        parallel_for_each(2,
                          [&](std::ptrdiff_t i) { beside[i] = run_trial(small_lessons(), trial); });
        CHECK(beside[0] == one);
        CHECK(beside[1] == one);
        TranslationTrial other = trial;
        other.seed = 2;
        CHECK(run_trial(small_lessons(), other).losses != one.losses);
        other = trial;
        other.decay = 0.5;
        CHECK(run_trial(small_lessons(), other).losses != one.losses);
        for (const char* name : available_kernels()) {
            if (std::string(name) == "reference") continue;  // its exp is the C library's
            select_kernel(name);
            if (kernel_is_exact()) CHECK(run_trial(small_lessons(), trial) == one);
        }
    }
}

TEST_CASE("translation trial: whoever learns the test by heart gets it right, sentence by sentence",
          "[memory][slow]") {
    TranslationLessons lessons = small_lessons();
    lessons.training.clear();
    for (int again = 0; again < 8; ++again)
        for (const std::size_t b : {0, 1})
            for (const TokenPair& pair : lessons.test[b]) lessons.training.push_back(pair);
    lessons.validation[0] = lessons.test[0];
    for (const TranslatorKind kind :
         {TranslatorKind::lstm_attention, TranslatorKind::transformer}) {
        CAPTURE(translator_name(kind));
        TranslationTrial trial = small_translation(kind);
        trial.width = 16;
        trial.inner = 32;
        trial.steps = 400;
        trial.warm_up = 20;
        trial.batch = 200;
        const TranslationOutcome outcome = run_trial(lessons, trial);
        CHECK(outcome.right[0] == "1111");
        CHECK(outcome.right[1] == "1111");
        CHECK(outcome.right[4] == "0000");  // which it has never seen
        CHECK(outcome.training_loss < 1);
        CHECK(share_right(outcome.right[0]) == 1);

        const auto until = [](int step, double) { return step < 399; };
        CHECK(run_trial(lessons, trial, until).right[0] == "0000");  // broken off: no result
    }
    CHECK(share_right("0110") == 0.5);
    CHECK(share_right("") == 0);
}

TEST_CASE("translation trial: losses fall, and are finite", "[memory][slow]") {
    for (const TranslatorKind kind : kTranslators) {
        CAPTURE(translator_name(kind));
        TranslationTrial trial = small_translation(kind);
        trial.steps = 60;
        const TranslationOutcome outcome = run_trial(small_lessons(), trial);
        CHECK(std::isfinite(outcome.training_loss));
        for (const double loss : outcome.losses) CHECK(std::isfinite(loss));
        CHECK(outcome.losses.back() < outcome.losses.front());
        CHECK(outcome.loss() == outcome.losses.back());
        CHECK(outcome.right[0].size() == 4);
    }
}

TEST_CASE("translation trial: one that is broken off has no result", "[memory]") {
    int told = 0;
    const TranslationOutcome outcome =
        run_trial(small_lessons(), small_translation(TranslatorKind::lstm), [&](int step, double) {
            ++told;
            return step < 7;
        });
    CHECK(told == 7);
    CHECK(std::isfinite(outcome.losses[2]));
    CHECK(std::isinf(outcome.losses[3]));
    CHECK(std::isinf(outcome.loss()));
    CHECK(outcome.right[0] == "0000");
}

TEST_CASE("translation trial: the rate rises in a line and falls to nothing", "[memory]") {
    TranslationTrial t;
    t.steps = 100;
    t.warm_up = 10;
    t.rate = 0.5;
    CHECK_THAT(translation_rate(t, 1), WithinAbs(0.05, 1e-12));
    CHECK(translation_rate(t, 10) == 0.5);
    CHECK_THAT(translation_rate(t, 55), WithinAbs(0.25, 1e-12));
    CHECK_THAT(translation_rate(t, 100), WithinAbs(0, 1e-12));
}

TEST_CASE("translation trial: settings that cannot be are refused", "[memory]") {
    const auto refused = [](auto change) {
        TranslationTrial t = small_translation(TranslatorKind::transformer);
        change(t);
        CHECK_THROWS_AS(check_trial(t), SettingError);
    };
    refused([](TranslationTrial& t) { t.width = 9; });  // four heads
    refused([](TranslationTrial& t) { t.inner = 0; });
    refused([](TranslationTrial& t) { t.steps = 9; });
    refused([](TranslationTrial& t) { t.warm_up = t.steps; });
    refused([](TranslationTrial& t) { t.batch = 0; });
    refused([](TranslationTrial& t) { t.smoothing = 1; });
    refused([](TranslationTrial& t) { t.decay = -1; });
    refused([](TranslationTrial& t) { t.clip = 0; });
    refused([](TranslationTrial& t) { t.rate = 0; });
    refused([](TranslationTrial& t) { t.rate = std::nan(""); });
    refused([](TranslationTrial& t) { t.lessons.test = 0; });
    TranslationTrial other = small_translation(TranslatorKind::lstm);
    other.lessons.test = 5;
    CHECK_THROWS_AS(run_trial(small_lessons(), other), Error);
}
