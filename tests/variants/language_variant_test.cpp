#include "variants/language_variant.h"

#include <cmath>

#include "catch.h"
#include "core/require.h"

using namespace book;

TEST_CASE("language variants: each trial that is recorded has one, in its order", "[variants]") {
    std::vector<std::string> names;
    for (const LanguageVariant& variant : language_variants()) {
        names.push_back(variant.name);
        CHECK(is_language_variant(variant.name));
    }
    CHECK(names == language_trial_names());
    CHECK_FALSE(is_language_variant("whole"));
    CHECK_THROWS_AS(language_variant_named("no such trial"), InputError);
}

TEST_CASE(
    "language variants: GELU has as many parameters as SwiGLU, and fewer keys a smaller cache",
    "[variants]") {
    const auto sizes = [](const char* name) {
        LanguageModelConfig config = recipe_of(language_variant_named(name)).model;
        config.vocabulary = 300;
        check_config(config);
        return config;
    };
    const LanguageModelConfig whole = sizes("language_whole");
    CHECK(count_parameters(sizes("language_gelu")) == count_parameters(whole));
    CHECK(2 * cache_bytes_per_piece(sizes("language_two_for_four")) ==
          cache_bytes_per_piece(whole));
    CHECK(4 * cache_bytes_per_piece(sizes("language_one_for_four")) ==
          cache_bytes_per_piece(whole));
    for (const LanguageVariant& variant : language_variants()) sizes(variant.name.c_str());
}

TEST_CASE("language variants: the same seed gives the same row, another one another",
          "[variants]") {
    const LanguageVariant& variant = language_variant_named("language_one_for_four");
    const LanguageTrialRow row = run_language_trial(variant, 1, {}, 2);
    CHECK(row.variant == variant.name);
    CHECK(row.steps == 2);
    CHECK(row.held_out_loss < 8);
    CHECK(row.bits > 0);
    CHECK(run_language_trial(variant, 1, {}, 2) == row);
    CHECK(run_language_trial(variant, 2, {}, 2).held_out_loss != row.held_out_loss);
}
