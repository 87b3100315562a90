#include "variants/language_variant.h"

#include <algorithm>
#include <limits>

#include "core/settings.h"
#include "corpus/text_lessons.h"
#include "text/ngrams.h"

namespace book {
namespace {

// The book's text, cut into pieces once for all trials.
const TextLessons& lessons() {
    static const TextLessons the_only_ones =
        text_lessons(book_text(), book_language_recipe().merges);
    return the_only_ones;
}

// As many parameters as with SwiGLU's three matrices: two that are half as wide again.
void change_to_gelu(LanguageModelConfig& model) {
    model.activation = FeedForwardKind::gelu_tanh;
    model.feed_forward = model.feed_forward * 3 / 2;
}

void examine(const LanguageModel& model, const LanguageRecipe& recipe, LanguageTrialRow& row) {
    const TextLoss held_out = text_loss(model, lessons().held_out, recipe.window);
    row.validation_loss = text_loss(model, lessons().validation, recipe.window).nats_per_piece();
    row.held_out_loss = held_out.nats_per_piece();
    row.bits = held_out.bits_per_character(lessons().held_out_characters);
}

}  // namespace

const std::vector<LanguageVariant>& language_variants() {
    static const std::vector<LanguageVariant> all{
        {"language_whole", "nothing"},
        {"language_post_norm", "post-norm instead of pre-norm",
         [](LanguageRecipe& r) {
             r.model.pre_norm = false;
             r.model.final_norm = false;
         }},
        {"language_gelu", "GELU instead of SwiGLU, with as many parameters",
         [](LanguageRecipe& r) { change_to_gelu(r.model); }},
        {"language_layer_norm", "layer norm instead of RMS norm",
         [](LanguageRecipe& r) { r.model.norm = Norm::layer; }},
        {"language_learned", "learned positions instead of rotary ones",
         [](LanguageRecipe& r) { r.model.positions = Positions::learned; }},
        {"language_waves", "the paper's sinusoidal positions instead of rotary ones",
         [](LanguageRecipe& r) {
             r.model.positions = Positions::sinusoidal;
             r.model.scaled_embedding = true;  // or the signal would drown the words
         }},
        {"language_two_for_four", "two heads of keys and values for four of queries",
         [](LanguageRecipe& r) { r.model.key_value_heads = r.model.heads / 2; }},
        {"language_one_for_four", "one head of keys and values for four of queries",
         [](LanguageRecipe& r) { r.model.key_value_heads = 1; }},
        {"language_gpt2", "GELU, layer norm and learned positions: a GPT-2", [](LanguageRecipe& r) {
             change_to_gelu(r.model);
             r.model.norm = Norm::layer;
             r.model.positions = Positions::learned;
             r.model.attention_bias = r.model.feed_forward_bias = true;
         }}};
    return all;
}

bool is_language_variant(const std::string& name) {
    const std::vector<std::string>& names = language_trial_names();
    return std::find(names.begin(), names.end(), name) != names.end();
}

const LanguageVariant& language_variant_named(const std::string& name) {
    for (const LanguageVariant& variant : language_variants())
        if (variant.name == name) return variant;
    throw InputError(fmt::format("there is no trial \"{:.40}\"; ./book trials lists them", name));
}

LanguageRecipe recipe_of(const LanguageVariant& variant) {
    LanguageRecipe recipe = book_language_recipe();
    if (variant.recipe) variant.recipe(recipe);
    return recipe;
}

std::size_t cache_bytes_per_piece(const LanguageModelConfig& config) {
    const auto width = static_cast<std::size_t>(config.key_value_width());
    return 2 * width * static_cast<std::size_t>(config.layers) * sizeof(float);
}

LanguageTrialRow run_language_trial(const LanguageVariant& variant, int seed,
                                    const std::function<void(const Progress&)>& progress,
                                    int steps) {
    LanguageRecipe recipe = recipe_of(variant);
    recipe.model.vocabulary = lessons().bpe.vocabulary_size();
    if (steps > 0) recipe.trainer.steps = steps;
    const auto random = static_cast<std::uint64_t>(seed);
    LanguageModel model = begin_language_model(recipe, random);

    LanguageTrialRow row{variant.name, seed};
    row.parameters = static_cast<std::int64_t>(model.parameters().size());
    row.training_loss = row.validation_loss = row.held_out_loss = row.bits =
        std::numeric_limits<double>::infinity();
    LanguageTrainerHooks hooks;
    double mean_loss = 0;
    hooks.progress = [&](const Progress& p) {
        row.steps = p.step;
        mean_loss = p.mean_loss;
        if (progress) progress(p);
    };
    try {
        train_by_recipe(model, recipe, lessons().training, random, hooks);
        row.training_loss = mean_loss;
        examine(model, recipe, row);
    } catch (const SettingError&) {
        // The loss is no longer a number: that, too, is what came of it.
    }
    return row;
}

}  // namespace book
