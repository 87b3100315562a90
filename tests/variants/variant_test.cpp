#include "variants/variant.h"

#include "catch.h"
#include "core/require.h"
#include "small_training.h"
#include "tensor/ops.h"
#include "trials/recorded.h"

using namespace book;

namespace {

// A small model that was trained as the variant has it.
struct Trained {
    Transformer model;

    explicit Trained(const std::string& name, std::uint64_t seed = 3) : model(sizes(name), seed) {
        const Variant& variant = variant_named(name);
        if (variant.begin) variant.begin(model);
        const std::vector<TokenPair> pairs = backwards(40, 1);
        Trainer trainer(model, pairs, {}, small_options(), hooks_for(variant, model));
        trainer.run();
    }

    static TransformerConfig sizes(const std::string& name) {
        Recipe recipe;
        recipe.model = small_config();
        recipe.model.width = 32;
        if (variant_named(name).recipe) variant_named(name).recipe(recipe);
        return recipe.model;
    }
};

bool is_zero(ConstView m) { return max_abs_difference(m, Matrix(m.shape())) == 0; }

}  // namespace

TEST_CASE("variants: each trial that is recorded has one, of the sizes that pages name",
          "[variants]") {
    std::vector<std::string> names;
    for (const Variant& v : variants()) names.push_back(v.name);
    CHECK(names == trial_names());
    CHECK(trial_recipe().model.width == kNarrowWidth);
    CHECK(trial_recipe().model.heads == kTrialHeads);
    Recipe wide = trial_recipe();
    variant_named("wide_whole").recipe(wide);
    CHECK(wide.model.width == kWideWidth);
    CHECK(wide.model.heads == kTrialHeads);
    CHECK(book_recipe().model.width == kWideWidth);
}

TEST_CASE("variants: in the whole one nothing is changed", "[variants]") {
    const Trained book("whole");
    Transformer plain(Trained::sizes("whole"), 3);
    const std::vector<TokenPair> pairs = backwards(40, 1);
    Trainer trainer(plain, pairs, {}, small_options());
    trainer.run();
    CHECK(same_bits(book.model, plain));
}

TEST_CASE("variants: every other one is another model, or another training", "[variants]") {
    const Trained book("whole");
    for (const Variant& v : variants()) {
        if (v.name == "whole") continue;
        CAPTURE(v.name);
        Recipe recipe = trial_recipe();
        if (v.recipe) v.recipe(recipe);
        const bool has_other_options =
            recipe.trainer.label_smoothing != trial_recipe().trainer.label_smoothing;
        CHECK((has_other_options || !same_bits(book.model, Trained(v.name).model)));
    }
}

TEST_CASE("variants: one matrix for queries and keys stays one", "[variants]") {
    const Trained t("one_matrix_for_q_and_k");
    const auto same = [](const MultiHeadAttention& a) {
        return max_abs_difference(a.query.weight.value(), a.key.weight.value()) == 0;
    };
    CHECK(same(t.model.encoder()[0].self_attention));
    CHECK(same(t.model.decoder()[0].self_attention));
    CHECK(same(t.model.decoder()[0].cross_attention));
    // Both uses have a say in it: it is neither the query's alone nor the key's.
    const Trained book("whole");
    CHECK(max_abs_difference(t.model.encoder()[0].self_attention.query.weight.value(),
                             book.model.encoder()[0].self_attention.query.weight.value()) > 0.01);
}

TEST_CASE("variants: without W_O the heads stay side by side", "[variants]") {
    const Trained t("no_output_projection");
    Matrix identity({32, 32});
    for (int i = 0; i < 32; ++i) identity(i, i) = 1;
    CHECK(max_abs_difference(t.model.encoder()[0].self_attention.output.weight.value(), identity) ==
          0);
    CHECK(max_abs_difference(t.model.decoder()[0].cross_attention.output.weight.value(),
                             identity) == 0);
}

TEST_CASE("variants: feed-forward layers that are not there add nothing", "[variants]") {
    const Trained t("no_feed_forward");
    const FeedForward& f = t.model.encoder()[0].feed_forward;
    CHECK(is_zero(f.outer.weight.value()));
    if (f.outer.bias.exists()) CHECK(is_zero(f.outer.bias.value()));
}

TEST_CASE("variants: positions side by side share no column with the words", "[variants]") {
    const Trained t("positions_side_by_side");
    const Matrix words(t.model.embedding().value());
    const ConstView positions = t.model.positions();
    for (int c = 0; c < words.cols(); ++c) {
        real of_words = 0, of_positions = 0;
        for (int r = 0; r < words.rows(); ++r) of_words += std::abs(words(r, c));
        for (int r = 0; r < positions.rows(); ++r) of_positions += std::abs(positions(r, c));
        CHECK((of_words == 0) == (c >= 28));
        CHECK((of_positions == 0) == (c < 28));
    }
}

TEST_CASE("variants: a cold start has its full rate at once, and later the schedule's",
          "[variants]") {
    const Variant& cold = variant_named("post_norm_cold");
    const Recipe recipe = trial_recipe();
    CHECK(cold.rate(1, 1e-5) == recipe.trainer.learning_rate);
    CHECK(cold.rate(recipe.trainer.warmup, 0.0059) == 0.0059);
    CHECK(cold.rate(1000, 0.002) == 0.002);
    CHECK_FALSE(variant_named("post_norm").rate);
}

TEST_CASE("variants: a name that is none is refused", "[variants]") {
    CHECK_THROWS_AS(variant_named("boook"), InputError);
}
