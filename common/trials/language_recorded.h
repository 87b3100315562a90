// What came of trainings of chapter 12's language model with one part changed: recorded in
// language_recorded.csv, and made again, bit for bit, by `./book trials` (trials/recorded.h says why).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trials/recorded.h"

namespace book {

// A line of language_recorded.csv. Losses are in nats per piece.
struct LanguageTrialRow {
    std::string variant;
    int seed = 1;
    std::int64_t parameters = 0;
    std::int64_t steps = 0;      // done; fewer than usual if the loss was no number any more
    double training_loss = 0;    // mean of the last steps
    double validation_loss = 0;  // on the validation chapter
    double held_out_loss = 0;    // on the held-out chapters
    double bits = 0;             // per character there

    bool operator==(const LanguageTrialRow&) const = default;
};

// The trials, beginning with "language_whole", in which nothing is changed.
const std::vector<std::string>& language_trial_names();

// Each was made with so many seeds.
inline constexpr int kLanguageTrialSeeds = 3;

// As read_trials() and write_trials() do it.
std::vector<LanguageTrialRow> read_language_trials(const std::string& path);
void write_language_trials(const std::string& path, std::vector<LanguageTrialRow> rows);

std::string recorded_language_trials_path();
// All that the book has recorded, which may be less than everything: is_complete() tells. InputError if the
// sources are not at hand.
std::vector<LanguageTrialRow> recorded_language_trials();
bool is_complete(const std::vector<LanguageTrialRow>& rows);

// Bits per character over the seeds; Error if there is no row of this variant.
MeanAndRange bits_of(const std::vector<LanguageTrialRow>& rows, const std::string& variant);

}  // namespace book
