// The recipe of the book's language model, and how its model is kept.
#include "model/language_recipe.h"

#include <cmath>
#include <cstring>
#include <filesystem>

#include "catch.h"
#include "core/require.h"
#include "host/files.h"
#include "model/language_model_files.h"
#include "temporary_folder.h"
#include "text/bpe.h"

using namespace book;

namespace {

LanguageRecipe small_recipe() {
    LanguageRecipe r = book_language_recipe();
    r.model.vocabulary = 258;
    r.model.width = 32;
    r.model.feed_forward = 64;
    r.model.layers = 1;
    r.window = 16;
    r.windows = 2;
    r.trainer.steps = 3;
    return r;
}

std::vector<int> some_text() {
    Rng rng(3);
    std::vector<int> ids;
    for (int i = 0; i < 200; ++i) ids.push_back(2 + rng.below(20));
    return ids;
}

double deviation_of(ConstView m) {
    double sum = 0;
    for (int r = 0; r < m.rows(); ++r)
        for (const real x : m.row(r)) sum += double(x) * double(x);
    return std::sqrt(sum / (double(m.rows()) * m.cols()));
}

}  // namespace

TEST_CASE("language recipe: matrices begin with its deviation, gains with 1",
          "[model][language_model]") {
    const LanguageRecipe recipe = small_recipe();
    const LanguageModel model = begin_language_model(recipe, 5);
    CHECK_THAT(deviation_of(model.embedding().value()), WithinRel(recipe.deviation, 0.05));
    CHECK(model.norm().gain.value()(0, 0) == 1);
}

TEST_CASE("language recipe: the same seed trains the same bits", "[model][language_model]") {
    const LanguageRecipe recipe = small_recipe();
    const std::vector<int> text = some_text();
    const auto trained = [&](std::uint64_t seed) {
        LanguageModel model = begin_language_model(recipe, seed);
        CHECK(train_by_recipe(model, recipe, text, seed) == TrainingEnd::done);
        return model;
    };
    const LanguageModel a = trained(1), b = trained(1), c = trained(2);
    const auto x = a.parameters().values(), y = b.parameters().values();
    CHECK(std::memcmp(x.data(), y.data(), x.size_bytes()) == 0);
    CHECK(text_loss(a, text, 16).nats != text_loss(c, text, 16).nats);
    CHECK(text_loss(a, text, 16).pieces == 199);
}

TEST_CASE("language model files: what is kept is read back, and what was there is kept as before",
          "[model][language_model]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("language_model.safetensors");
    const LanguageRecipe recipe = small_recipe();
    const LanguageModel one = begin_language_model(recipe, 1),
                        two = begin_language_model(recipe, 2);
    Checkpoint about;
    about.merges = Bpe().to_text();
    CHECK_FALSE(holds_language_model(path, one));
    keep_language_model(one, about, path);
    CHECK(holds_language_model(path, one));
    CHECK_FALSE(holds_language_model(path, two));
    CHECK_FALSE(std::filesystem::exists(path + ".before"));
    keep_language_model(one, about, path);  // the same: nothing to keep
    CHECK_FALSE(std::filesystem::exists(path + ".before"));
    keep_language_model(two, about, path);
    CHECK(holds_language_model(path, two));
    CHECK(holds_language_model(path + ".before", one));
    write_whole(path, "nothing of the kind");
    CHECK_FALSE(holds_language_model(path, two));
}
