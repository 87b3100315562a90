#include "variants/trial.h"

#include <limits>

#include "core/settings.h"
#include "corpus/baseline.h"
#include "corpus/corpus.h"
#include "model/translator.h"
#include "text/bleu.h"

namespace book {
namespace {

// The corpus, cut into pieces once for all trials.
struct School {
    BookCorpus corpus = book_corpus();
    Bpe bpe = Bpe::train(lines_of(corpus.training), book_recipe().merges);
    std::vector<TokenPair> training = encoded(corpus.training, bpe);
    std::vector<TokenPair> validation = encoded(corpus.validation, bpe);
};

const School& school() {
    static const School the_only_one;
    return the_only_one;
}

void examine(const Translator& translator, TrialRow& row) {
    const std::vector<std::string> said =
        translator.translate_texts(sources_of(school().corpus.test));
    const std::vector<std::string> right = targets_of(school().corpus.test);
    row.exact = exact_match(said, right);
    row.bleu = bleu(said, {right}).score;
}

}  // namespace

TrialRow run_trial(const Variant& variant, int seed,
                   const std::function<void(const Progress&)>& progress) {
    Recipe recipe = trial_recipe();
    recipe.model.vocabulary = school().bpe.vocabulary_size();
    recipe.trainer.seed = static_cast<std::uint64_t>(seed);
    if (variant.recipe) variant.recipe(recipe);
    Translator translator(school().bpe, Transformer(recipe.model, recipe.trainer.seed), false);
    Transformer& model = translator.model();
    if (variant.begin) variant.begin(model);

    TrainerHooks hooks = hooks_for(variant, model);
    hooks.progress = progress;
    Trainer trainer(model, school().training, school().validation, recipe.trainer, hooks);

    TrialRow row{variant.name, seed};
    row.parameters = static_cast<std::int64_t>(model.parameters().size());
    row.training_loss = row.validation_loss = std::numeric_limits<double>::infinity();
    try {
        trainer.run();
        row.training_loss = trainer.state().mean_loss;
        row.validation_loss = trainer.state().best_loss;
        examine(translator, row);
    } catch (const SettingError&) {
        // The loss is no longer a number: that, too, is what came of it.
    }
    row.steps = trainer.state().step;
    return row;
}

}  // namespace book
