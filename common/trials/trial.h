// Trainings of the book's translator with one part changed (trials/variant.h), and what came of them:
// what takes too long for a page is recorded, in recorded.csv, and can be made again, bit for bit.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/trainer.h"
#include "trials/variant.h"

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

// Trains and examines. The same bits for every number of threads. A training whose loss is no longer a
// number ends there; its losses are infinite, and it has translated nothing.
TrialRow run_trial(const Variant& variant, int seed,
                   const std::function<void(const Progress&)>& progress = {});

// Every trial of the book: each variant, with three seeds.
inline constexpr int kTrialSeeds = 3;

// Checked line by line; no rows if there is no file. InputError names file and line.
std::vector<TrialRow> read_trials(const std::string& path);
// Replaces the file as a whole; in the order of variants() and seeds.
void write_trials(const std::string& path, std::vector<TrialRow> rows);

// What the book has recorded, with kTrialSeeds seeds of each. InputError if the sources are not at hand,
// or a trial is missing.
std::string recorded_trials_path();
std::vector<TrialRow> recorded_trials();

// The rows of one variant, by seeds; Error if there are none.
std::vector<TrialRow> trials_of(const std::vector<TrialRow>& rows, const std::string& variant);

// One number over the seeds: its mean, the least and the most.
struct MeanAndRange {
    double mean = 0, least = 0, most = 0;
};
MeanAndRange range_of(const std::vector<TrialRow>& rows, const std::string& variant,
                      double TrialRow::*number);

}  // namespace book
