#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "corpus/baseline.h"
#include "corpus/corpus.h"
#include "explorations/explorations.h"
#include "model/recipe.h"
#include "model/translator.h"
#include "tensor/kernel_dispatch.h"

namespace book::explorations {
namespace school_page {

constexpr std::size_t kExamined = 50;   // validation sentences at the end
constexpr std::size_t kWatched = 3;     // ... of which so many are shown on the way
constexpr std::int64_t kReported = 10;  // steps between two words to the page
constexpr std::int64_t kAsked = 100;    // ... between two translations

struct Knobs {
    int steps = 300;
    double rate = 0;
    int seed = 1;
};

void declare(Options& options, Knobs& knobs) {
    options.add("steps", knobs.steps, 20, 2096, "steps of training; chapter 10 takes 2096");
    options.on_page("steps", 100, 2096);
    options.add("rate", knobs.rate, 0, 1, "the learning rate at its peak; 0: as the recipe says");
    options.on_page("rate", 0, 0.02);
    options.add("draw", knobs.seed, 1, 1000000, "which random numbers it begins with");
    options.on_page("draw", 1, 10);
}

void build(Page& page, Knobs& knobs) {
    if (!kernel_is_exact()) {
        page.text(R"md(
            This browser rounds products in another way than the book. From the first step on, its training would go
            another way, and end with other numbers than those on this page. The training that was recorded is that of
            the figure above.)md");
        return;
    }
    const BookCorpus corpus = book_corpus();
    Recipe recipe = book_recipe();
    const Bpe bpe = Bpe::train(lines_of(corpus.training), recipe.merges);
    recipe.model.vocabulary = bpe.vocabulary_size();
    recipe.trainer.seed = static_cast<std::uint64_t>(knobs.seed);
    recipe.trainer.steps = knobs.steps;
    if (knobs.rate > 0) recipe.trainer.learning_rate = knobs.rate;
    Translator translator(bpe, Transformer(recipe.model, recipe.trainer.seed), false);
    const std::vector<TokenPair> training = encoded(corpus.training, bpe);
    const std::vector<std::string> french = sources_of(corpus.validation);
    const std::vector<std::string> english = targets_of(corpus.validation);
    const std::vector<std::string> watched(french.begin(), french.begin() + kWatched);
    std::vector<double> steps, losses;
    TrainerHooks hooks;
    hooks.progress = [&](const Progress& progress) {
        steps.push_back(static_cast<double>(progress.step));
        losses.push_back(progress.mean_loss);
        if (progress.step % kReported != 0 && progress.step != 1) return;
        nlohmann::ordered_json line{
            {"step", progress.step}, {"of", knobs.steps}, {"loss", progress.mean_loss}};
        if (progress.step % kAsked == 0)
            for (const std::string& answer : translator.translate_texts(watched))
                line["says"].push_back(answer);
        report_progress(nlohmann::ordered_json{{"progress", line}}.dump());
    };
    Trainer trainer(translator.model(), training, {}, recipe.trainer, hooks);
    trainer.run();
    const std::span examined(french.data(), kExamined);
    const std::vector<std::string> said =
        translator.translate_texts({examined.begin(), examined.end()});
    const double right = exact_match(said, {english.begin(), english.begin() + kExamined});
    page.values({{"steps", trainer.state().step}, {"loss", losses.back()}, {"right", right}});
    page.value("examined", kExamined);
    page.text(R"md(
        After @{steps} steps the loss is @{loss:.3f}, and of @{examined} sentences that it has never seen, @{right:.0%} come
        out without a fault.)md");
    page.show(Figure{"explore_loss", "The loss on the way",
                     "A line that falls steeply at first, and then more slowly.",
                     Plot{{"step"}, {"loss (nats per piece)", Scale::linear, 0}}.line(
                         "training", steps, losses)});
    Table table{"French", "it says", "right"};
    for (std::size_t i = 0; i < 8; ++i) table.add(french[i], said[i], said[i] == english[i]);
    page.show(table, "Sentences that were kept away from it");
}

}  // namespace school_page

Exploration school() {
    return {.pages = {"10_full_model"},
            .after = {"half-a-minute-of-school"},
            .hands = "training",
            .about =
                "The translator can be trained here, in this page, by the program that trains it "
                "everywhere. It uses one core, and takes a few times as long.",
            .page = define_chapter<school_page::Knobs>(
                {kNoNumber, "explore_school", "Train it in this page"}, school_page::declare,
                school_page::build)};
}

}  // namespace book::explorations
