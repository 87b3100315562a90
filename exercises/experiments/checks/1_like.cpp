// Experiment 1: some more lessons for the model of chapter 10, then the rubric (like.cpp).
#include <filesystem>

#include "core/require.h"
#include "experiments/checks/judges.h"
#include "experiments/experiments.h"
#include "host/terminal.h"
#include "model/model_files.h"
#include "model/trainer.h"
#include "notebook/page.h"

namespace book::teacher::experiments {
namespace {

constexpr int kSteps = 300;

Report try_lessons() {
    const BookCorpus corpus = book_corpus();
    const std::vector<SentencePair> lessons = exercise::lessons(corpus.training);
    require_input(!lessons.empty(), "there are no lessons: lessons() returned an empty list");
    const std::string path = make_default_model_path();
    require_input(
        std::filesystem::exists(path),
        "training continues from the model of chapter 10, which is not there yet: ./book run 10");
    const Translator untouched = Translator::load(path);
    Translator pupil = Translator::load(path);
    std::vector<TokenPair> tokens;
    for (const SentencePair& p : lessons)
        tokens.push_back({pupil.bpe().encode(p.source), pupil.bpe().encode(p.target)});
    TrainerOptions options;
    options.epochs = 100'000;
    options.steps = kSteps;
    options.batch_tokens = 500;
    options.learning_rate = 0.001;
    options.warmup = 30;
    options.label_smoothing = 0.05;
    options.validate_every = 1'000'000;
    TrainerHooks hooks;
    hooks.progress = [](const Progress& p) {
        if (p.step % 10 == 0)
            show_progress(fmt::format("step {} of {}, loss {:.3f}", p.step, kSteps, p.mean_loss));
    };
    Trainer(pupil.model(), tokens, {}, options, hooks).run();
    show_progress("");
    const auto by = [](const Translator& translator) {
        return [&translator](const std::vector<std::string>& french) {
            return translator.translate_texts(french);
        };
    };
    return judge_like(corpus.test, by(untouched), by(pupil));
}

const RegisterExperiment here({1, "Make it say \"I like\"", "exercises/experiments/1_like.cpp",
                               try_lessons});

}  // namespace
}  // namespace book::teacher::experiments
