#include "trials/recorded.h"

#include <fstream>
#include <limits>

#include "catch.h"
#include "core/require.h"
#include "host/files.h"
#include "temporary_folder.h"
#include "trials/table.h"

using namespace book;

namespace {

std::vector<TrialRow> two_rows() {
    TrialRow a{"whole", 1, 1000, 2096, 0.61, 1.0 / 3, 0.993, 99.6};
    TrialRow b{"no_positions", 2, 1000, 17, 0, 0, 0, 0};
    b.training_loss = b.validation_loss = std::numeric_limits<double>::infinity();
    return {a, b};
}

// The same trial with two seeds.
std::vector<TrialRow> two_of_the_whole() {
    std::vector<TrialRow> rows = two_rows();
    rows[1].variant = "whole";
    rows[0].exact = 0.9;
    rows[1].exact = 0.8;
    return rows;
}

}  // namespace

TEST_CASE("trials: what was recorded reads back to the same bits, in the book's order",
          "[trials]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("recorded.csv");
    CHECK(read_trials(path).empty());
    const std::vector<TrialRow> rows = two_rows();
    write_trials(path, {rows[1], rows[0]});
    CHECK(read_trials(path) == rows);
}

TEST_CASE("trials: a damaged record is refused with its line", "[trials]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("recorded.csv");
    write_trials(path, two_rows());
    const std::string whole = text_of(path);
    const auto refused = [&](const std::string& from, const std::string& to) {
        std::string text = whole;
        text.replace(text.find(from), from.size(), to);
        write_whole(path, text);
        CHECK_THROWS_AS(read_trials(path), InputError);
    };
    refused("variant,", "variants,");
    refused("whole,1", "wholes,1");
    refused("whole,1", "whole,0");
    refused("0.993", "1.993");
    refused("99.6", "99.6,7");
    refused("2096", "many");
    refused("no_positions,2", "whole,1");
    write_whole(path, whole.substr(0, whole.size() - 9));
    CHECK_THROWS_AS(read_trials(path), InputError);
}

TEST_CASE("trials: the mean over the seeds, the least and the most", "[trials]") {
    const MeanAndRange exact = range_of(two_of_the_whole(), "whole", &TrialRow::exact);
    CHECK_THAT(exact.mean, WithinAbs(0.85, 1e-12));
    CHECK(exact.least == 0.8);
    CHECK(exact.most == 0.9);
    CHECK_THROWS_AS(range_of(two_of_the_whole(), "no_positions", &TrialRow::exact), Error);
}

TEST_CASE("trials: a table has a line for each trial, and a column for each number", "[trials]") {
    std::vector<TrialRow> rows = two_of_the_whole();
    rows.push_back({"no_positions", 1, 1000, 2096, 1, 2, 0.25, 50});
    const Table all = trial_table(rows, {{"as it is", "whole"}, {"none", "no_positions"}});
    REQUIRE(all.rows().size() == 2);
    REQUIRE(all.columns().size() == 4);
    CHECK(all.text(0, 0) == "as it is");
    CHECK(all.text(0, 2) == "85.0% (80.0% to 90.0%)");
    CHECK(all.text(1, 3) == "50.0 (50.0 to 50.0)");

    const Table one = trial_table(rows, {{"none", "no_positions"}}, {kSentencesRight});
    CHECK(one.columns().size() == 2);
    CHECK(one.text(0, 1) == "25.0% (25.0% to 25.0%)");
    CHECK_THROWS_AS(trial_table(rows, {{"one head", "one_head"}}), Error);
}
