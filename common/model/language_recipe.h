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

// Half a minute on two cores, for a text of some 150,000 characters: a Llama in small. Chosen on the validation
// part, by its bits per character as means of two seeds, after as much work. What decided: windows of 32 pieces
// (1.71; of 64, 1.72; of 16, 1.70, but they are too short to look back in), a weight decay of 0.5 (0.1: 1.75; 2:
// 1.87), dropout of 0.2 (0.3: 1.76). Merges (500 to 2,000) and rates (0.006 to 0.009) made no difference that two
// seeds could tell. The trigram has 1.79 there.
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
