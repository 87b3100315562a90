#include "trials/language_recorded.h"

#include <limits>

#include "catch.h"
#include "core/require.h"
#include "host/files.h"
#include "temporary_folder.h"

using namespace book;

namespace {

std::vector<LanguageTrialRow> two_language_rows() {
    LanguageTrialRow a{"language_whole", 1, 1000, 800, 3.5, 4.1, 4.0 + 1.0 / 3, 1.75};
    LanguageTrialRow b{"language_gelu", 2, 1001, 17, 0, 0, 0, 0};
    b.training_loss = b.validation_loss = b.held_out_loss = b.bits =
        std::numeric_limits<double>::infinity();
    return {a, b};
}

}  // namespace

TEST_CASE("language trials: what was recorded reads back to the same bits, in the book's order",
          "[trials]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("language_recorded.csv");
    CHECK(read_language_trials(path).empty());
    const std::vector<LanguageTrialRow> rows = two_language_rows();
    write_language_trials(path, {rows[1], rows[0]});
    CHECK(read_language_trials(path) == rows);
}

TEST_CASE("language trials: a damaged record is refused with its line", "[trials]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("language_recorded.csv");
    write_language_trials(path, two_language_rows());
    const std::string whole = text_of(path);
    const auto refused = [&](const std::string& from, const std::string& to) {
        std::string text = whole;
        text.replace(text.find(from), from.size(), to);
        write_whole(path, text);
        CHECK_THROWS_AS(read_language_trials(path), InputError);
    };
    refused("variant,", "variants,");
    refused("language_whole,1", "language_wholes,1");
    refused("language_whole,1", "language_whole,0");
    refused("1.75", "-1.75");
    refused("1.75", "1.75,7");
    refused("800", "many");
    refused("language_gelu,2", "language_whole,1");
}

TEST_CASE("language trials: complete with every variant and every seed", "[trials]") {
    std::vector<LanguageTrialRow> rows;
    for (const std::string& name : language_trial_names())
        for (int seed = 1; seed <= kLanguageTrialSeeds; ++seed)
            rows.push_back({name, seed, 1, 1, 1, 1, 1, static_cast<double>(seed)});
    CHECK(is_complete(rows));
    const MeanAndRange bits = bits_of(rows, "language_whole");
    CHECK(bits.mean == 2);
    CHECK(bits.least == 1);
    CHECK(bits.most == 3);
    rows.pop_back();
    CHECK_FALSE(is_complete(rows));
    CHECK_THROWS_AS(bits_of(rows, "no such trial"), Error);
}
