#include "memory/translation_plan.h"

#include <algorithm>
#include <cmath>

#include "catch.h"
#include "memory/small_lessons.h"
#include "temporary_folder.h"

using namespace book;

namespace {

TranslationCell small_cell(TranslatorKind kind, std::vector<double> rates, int seeds) {
    TranslationCell cell;
    cell.trial = small_translation(kind);
    cell.rates = std::move(rates);
    cell.seeds = seeds;
    return cell;
}

// Does what is missing until nothing is, as if each rate came to the loss that `loss_at` says.
template <class F>
std::vector<TranslationRecord> done_by_plan(const TranslationCell& cell, F loss_at) {
    std::vector<TranslationRecord> records;
    for (auto missing = missing_trials(cell, records); !missing.empty();
         missing = missing_trials(cell, records))
        for (const TranslationTrial& t : missing)
            records.push_back(made_up_translation(t.model, t.rate, t.seed, loss_at(t.rate)));
    return records;
}

}  // namespace

TEST_CASE("translation plan: translators have equally many numbers, within 2%", "[memory]") {
    std::vector<double> sizes;
    for (const TranslationCell& cell : recorded_translators()) {
        const int vocabulary = kFirstMerge + cell.trial.lessons.merges;
        TrialTranslator model(cell.trial, vocabulary);
        sizes.push_back(static_cast<double>(model.parameters().size()));
    }
    CHECK(sizes.size() == std::size(kTranslators));
    const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
    CHECK(*most / *least < 1.02);
}

TEST_CASE("translation plan: rates go on until the best is inside, on either side", "[memory]") {
    for (const double best : {0.00075, 0.003, 0.024}) {
        const TranslationCell cell = small_cell(TranslatorKind::lstm, {0.0015, 0.003, 0.006}, 3);
        const auto distance = [&](double rate) { return 1 + std::abs(std::log(rate / best)); };
        const std::vector<TranslationRecord> records = done_by_plan(cell, distance);
        const TranslationSummary summary = summarise(cell, records);
        CHECK(summary.rate() == best);
        CHECK(summary.is_inside());
        REQUIRE(summary.seeds.size() == 3);
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(summary.seeds[i].trial.seed == i + 1);
            CHECK(summary.seeds[i].trial.rate == best);
        }
        for (const TranslationRecord& r : summary.rates)
            CHECK(r.trial.seed == kTranslationRateSeed);
        CHECK(records.size() == summary.rates.size() + 3);  // no other rate has other seeds
    }
}

TEST_CASE("translation plan: ends where no rate is better than the smallest that may be",
          "[memory]") {
    const TranslationCell cell = small_cell(TranslatorKind::lstm, {0.003}, 2);
    const auto records = done_by_plan(cell, [](double rate) { return rate; });
    const TranslationSummary summary = summarise(cell, records);
    CHECK(summary.best == 0);
    CHECK(summary.rate() < 2e-5);
    CHECK(summary.seeds.size() == 2);
}

TEST_CASE("translation plan: trials with other settings are not counted", "[memory]") {
    const TranslationCell cell = small_cell(TranslatorKind::lstm, {0.003}, 1);
    TranslationRecord other =
        made_up_translation(TranslatorKind::lstm, 0.003, kTranslationRateSeed, 0.1);
    other.trial.steps = 30;
    CHECK(summarise(cell, {other}).best == -1);
    CHECK(missing_trials(cell, {other}).size() == 1);
    CHECK(summarise(cell, {made_up_translation(TranslatorKind::lstm2, 0.003, 101, 0.1)}).best ==
          -1);
}

TEST_CASE("translation plan: what was interrupted goes on, and comes to the same",
          "[memory][slow]") {
    const TemporaryFolder folder;
    std::vector<TranslationCell> cells{
        small_cell(TranslatorKind::lstm_reversed, {0.01, 0.02, 0.04}, 2),
        small_cell(TranslatorKind::transformer, {0.01, 0.02, 0.04}, 2)};
    for (TranslationCell& cell : cells) {
        cell.trial.steps = 10;
        cell.trial.warm_up = 1;
        cell.trial.lessons.joined = 0;
        cell.trial.lessons.test = 1;
        cell.trial.lessons.validation = 2;
    }
    const std::string path = folder.path("whole.csv");
    int told = 0;
    record_translations(cells, path, [&](int done, int missing, const TranslationRecord&) {
        ++told;
        CHECK(done == told);
        CHECK(done <= missing);
    });
    const std::vector<TranslationRecord> whole = read_translations(path);
    CHECK(std::ssize(whole) == told);
    for (const TranslationCell& cell : cells) CHECK(missing_trials(cell, whole).empty());

    std::vector<TranslationRecord> part = whole;  // the power failed here
    part.erase(part.begin(), part.begin() + 3);
    part.pop_back();
    write_translations(folder.path("part.csv"), part);
    record_translations(cells, folder.path("part.csv"));
    const std::vector<TranslationRecord> again = read_translations(folder.path("part.csv"));
    REQUIRE(again.size() == whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        CHECK(again[i].trial == whole[i].trial);
        CHECK(again[i].outcome == whole[i].outcome);
    }
    const std::string before = read_whole_file(path);
    record_translations(cells, path, [](int, int, const TranslationRecord&) { FAIL("again"); });
    CHECK(read_whole_file(path) == before);
}

TEST_CASE("translation plan: nothing is trained for a file that cannot be written", "[memory]") {
    CHECK_THROWS_AS(record_translations({small_cell(TranslatorKind::lstm, {0.01}, 1)},
                                        "/no/such/folder/x/translations.csv"),
                    InputError);
}
