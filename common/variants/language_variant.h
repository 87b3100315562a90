// Chapter 12's language model with one part changed, and how that is trained and examined. All are trained
// as the book's is: the same text, the same steps, the same rate.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/language_recipe.h"
#include "trials/language_recorded.h"

namespace book {

struct LanguageVariant {
    std::string name;                               // language_post_norm
    std::string what;                               // "post-norm"
    std::function<void(LanguageRecipe&)> recipe{};  // what is changed
};

// One for each of language_trial_names(), in that order.
const std::vector<LanguageVariant>& language_variants();
bool is_language_variant(const std::string& name);
// InputError for a name that is none.
const LanguageVariant& language_variant_named(const std::string& name);
LanguageRecipe recipe_of(const LanguageVariant& variant);

// Bytes of the keys and values that are kept for each piece of a text (float).
std::size_t cache_bytes_per_piece(const LanguageModelConfig& config);

// Trains on the book's own English and examines. The same bits for every number of threads. A training whose
// loss is no longer a number ends there; its losses are infinite. `steps` above 0: so many, for a test.
LanguageTrialRow run_language_trial(const LanguageVariant& variant, int seed,
                                    const std::function<void(const Progress&)>& progress = {},
                                    int steps = 0);

}  // namespace book
