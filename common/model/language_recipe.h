// How the book's own language model is trained: by `./book run 12`, and in the trials of its parts.
#pragma once

#include "model/language_trainer.h"
#include "text/ngrams.h"

namespace book {

struct LanguageRecipe {
    LanguageModelConfig model;  // its vocabulary is known when the merges are learnt
    LanguageTrainerOptions trainer;
    int merges = 0;
    int window = 0;        // pieces that are read in one go
    int windows = 0;       // of a step
    double deviation = 0;  // of the random numbers with which every matrix begins
};

// Half a minute on two cores, for a text of some 150,000 characters: a Llama in small. Found by trying 250 to
// 1,000 merges, widths of 96 and 128, two and three layers, windows of 64 and 128, rates from 0.004 to 0.008 and
// dropout from 0.1 to 0.3: the bits per character of the validation part, after as much work.
LanguageRecipe book_language_recipe();

// The recipe's model before its first step, and its training on a text of such pieces. Both the same bits
// for the same seed.
LanguageModel begin_language_model(const LanguageRecipe& recipe, std::uint64_t seed);
TrainingEnd train_by_recipe(LanguageModel& model, const LanguageRecipe& recipe,
                            std::span<const int> text, std::uint64_t seed,
                            const LanguageTrainerHooks& hooks = {});

// How well it says a text that is read in windows, each of which begins in the middle of the one before.
TextLoss text_loss(const LanguageModel& model, std::span<const int> text, int window);

}  // namespace book
