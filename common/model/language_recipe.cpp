#include "model/language_recipe.h"

#include <string>

namespace book {
namespace {

constexpr double kDrawn = 0.02;  // the deviation with which LanguageModel draws

// Gains begin as 1 and biases as 0: they are no matrices.
bool is_gain_or_bias(const std::string& name) {
    const auto ends_with = [&](const std::string& end) {
        return name.size() >= end.size() &&
               name.compare(name.size() - end.size(), end.size(), end) == 0;
    };
    return ends_with(".gain") || ends_with(".bias");
}

}  // namespace

LanguageRecipe book_language_recipe() {
    LanguageRecipe r;
    r.merges = 1000;
    r.model = llama_config();
    r.model.width = 128;
    r.model.layers = 2;
    r.model.heads = 4;
    r.model.key_value_heads = 4;
    r.model.feed_forward = 352;
    r.model.max_length = 128;  // more than a window: its positions are turns, which go on
    r.model.tied = true;
    r.model.dropout = 0.2;
    r.window = 32;
    r.windows = 32;
    r.deviation = 0.06;
    r.trainer.steps = 900;
    r.trainer.learning_rate = 0.006;
    r.trainer.warmup = 30;
    r.trainer.least = 0.05;
    r.trainer.weight_decay = 0.5;  // a short text, read many times
    return r;
}

LanguageModel begin_language_model(const LanguageRecipe& recipe, std::uint64_t seed) {
    LanguageModel model(recipe.model, seed);
    // What suits rows of 768 numbers is too little for narrow ones.
    const real times = static_cast<real>(recipe.deviation / kDrawn);
    Parameters& parameters = model.parameters();
    for (int i = 0; i < parameters.count(); ++i) {
        const std::string& name = parameters.name(i);
        if (is_gain_or_bias(name)) continue;
        if (recipe.model.scaled_embedding && name == "embedding") continue;  // it has its own
        const View matrix = parameters.value(i);
        for (int r = 0; r < matrix.rows(); ++r)
            for (real& x : matrix.row(r)) x *= times;
    }
    return model;
}

TrainingEnd train_by_recipe(LanguageModel& model, const LanguageRecipe& recipe,
                            std::span<const int> text, std::uint64_t seed,
                            const LanguageTrainerHooks& hooks) {
    Windows windows(text, recipe.window, seed);
    LanguageTrainerOptions options = recipe.trainer;
    options.seed = seed;
    return train_language_model(
        model, [&] { return windows.next(recipe.windows); }, options, hooks);
}

TextLoss text_loss(const LanguageModel& model, std::span<const int> text, int window) {
    TextLoss loss;
    for (const double surprise : surprises(model, text, window, window / 2)) {
        loss.nats += surprise;
        ++loss.pieces;
    }
    return loss;
}

}  // namespace book
