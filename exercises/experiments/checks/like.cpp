// The rubric of experiment 1. Held-out sentences fall in two: those whose English has "love", and all
// others, of which only those count that the translator could say before.
#include <filesystem>
#include <iterator>
#include <set>
#include <sstream>

#include "core/require.h"
#include "experiments/checks/judges.h"
#include "host/terminal.h"
#include "model/model_files.h"
#include "model/trainer.h"
#include "notebook/page.h"

namespace book::teacher::experiments {
namespace {

bool replace_love(std::string& text) {
    bool found = false;
    for (std::size_t at = 0; (at = text.find("love", at)) != std::string::npos; ++at) {
        text.replace(at, 4, "like");
        found = true;
    }
    return found;
}

struct Share {
    int met = 0, of = 0;
    bool at_least(double share) const { return of > 0 && met >= share * of; }
    std::string text() const {
        return of == 0 ? "there were none" : fmt::format("{} of {}", met, of);
    }
};

// The words of a sentence, however many blanks stand between them.
std::vector<std::string> words_of(const std::string& text) {
    std::istringstream in(text);
    return {std::istream_iterator<std::string>(in), {}};
}

// Whoever has learnt a sentence by heart shows nothing when he says it.
Criterion none_is_held_out(const std::vector<SentencePair>& test,
                           const std::vector<SentencePair>& lessons) {
    std::set<std::vector<std::string>> held_out;
    for (const SentencePair& pair : test) held_out.insert(words_of(pair.source));
    int how_many = 0;
    std::string first;
    for (const SentencePair& lesson : lessons)
        if (held_out.count(words_of(lesson.source)) == 1 && how_many++ == 0) first = lesson.source;
    return {"none of the lessons is a held-out sentence", how_many == 0,
            how_many == 0
                ? fmt::format("{} lessons", lessons.size())
                : fmt::format("{} of {} are, such as \"{}\"", how_many, lessons.size(), first)};
}

}  // namespace

Report judge_like(const std::vector<SentencePair>& test, const std::vector<SentencePair>& lessons,
                  const Speak& before, const Speak& after) {
    const std::string article = "J'aime les beignets";
    const std::string said = after({article}).at(0);
    const std::vector<std::string> french = sources_of(test);
    const std::vector<std::string> was = before(french), is = after(french);
    Share changed, kept;
    for (std::size_t i = 0; i < test.size(); ++i) {
        std::string wanted = test[i].target;
        if (replace_love(wanted)) {
            ++changed.of;
            changed.met += is[i] == wanted ? 1 : 0;
        } else if (was[i] == wanted) {
            ++kept.of;
            kept.met += is[i] == wanted ? 1 : 0;
        }
    }
    Report report;
    report.criteria = {
        {"\"J'aime les beignets\" is \"I like doughnuts\"", said == "I like doughnuts",
         fmt::format("it says \"{}\"", said)},
        {"nine in ten with \"love\" now have \"like\"", changed.at_least(0.9), changed.text()},
        {"nine in ten of the others that were right are still right", kept.at_least(0.9),
         kept.text()},
        none_is_held_out(test, lessons)};
    report.cannot_see =
        "all these sentences come from the grammar that also wrote the training sentences, so "
        "nobody knows what became of sentences of any other kind. And the model has not changed "
        "its mind, if it has one: it only says another word.";
    return report;
}

namespace {

constexpr int kSteps = 300;

Report try_lessons(const Matrix& given) {
    const BookCorpus corpus = book_corpus();
    const std::vector<SentencePair> lessons = as_lessons(given);
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
    return judge_like(corpus.test, lessons, by(untouched), by(pupil));
}

const RegisterExperiment here({1, "Make it say \"I like\"", "exercises/experiments/1_like.cpp",
                               try_lessons});

}  // namespace
}  // namespace book::teacher::experiments
