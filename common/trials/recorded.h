// What came of trainings of the book's translator with one part changed: they take too long for a page, so
// they are recorded, in recorded.csv, and can be made again, bit for bit. How they are made stands in
// variants/, which needs the whole translator. This needs none of it, and a chapter that shows what was
// recorded is built as fast as before.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trials/trial_rows.h"

namespace book {

// A line of recorded.csv.
struct TrialRow {
    std::string variant;
    int seed = 1;
    std::int64_t parameters = 0;  // those that stay as they began are counted, too
    std::int64_t steps = 0;       // done; fewer than usual if the loss was no number any more
    double training_loss = 0;     // nats per piece, labels smoothed, mean of the last steps
    double validation_loss = 0;   // nats per piece, labels not smoothed
    double exact = 0;             // share of the test sentences without any fault
    double bleu = 0;              // of the test sentences, greedily

    bool operator==(const TrialRow&) const = default;
};

// The trials, by the names of their variants, beginning with "whole", in which nothing is changed.
const std::vector<std::string>& trial_names();

// The translators: how many numbers a word has, in how many heads, and how many columns are the position's
// in positions_side_by_side.
inline constexpr int kNarrowWidth = 16, kWideWidth = 64, kTrialHeads = 4, kColumnsForPositions = 4;

// Each was made with so many seeds.
inline constexpr int kTrialSeeds = 5;

// Checked line by line; no rows if there is no file. InputError names file and line.
std::vector<TrialRow> read_trials(const std::string& path);
// Replaces the file as a whole; in the order of trial_names() and seeds.
void write_trials(const std::string& path, std::vector<TrialRow> rows);

// What the book has recorded, with kTrialSeeds seeds of each. InputError if the sources are not at hand,
// or a trial is missing.
std::string recorded_trials_path();
std::vector<TrialRow> recorded_trials();

// The rows of one variant, by seeds; Error if there are none.
std::vector<TrialRow> trials_of(const std::vector<TrialRow>& rows, const std::string& variant);

// One number over the seeds.
MeanAndRange range_of(const std::vector<TrialRow>& rows, const std::string& variant,
                      double TrialRow::*number);

}  // namespace book
