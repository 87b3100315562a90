// Which trials of translators are recorded: for each model its best learning rate is looked for,
// and with that it is trained again from several starts.
//
// Rates are tried with a seed of their own (kTranslationRateSeed), which enters no result, and
// compared by the loss on the validation set. If the best of them is the smallest or the
// largest, the next one beyond it is tried (half of it, or twice), until the best lies inside. That
// rate then gets the seeds 1, 2, 3, ..., whose test sets are reported.
//
// What is in the file is not done again, so a recording that was interrupted goes on where it
// stopped.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "memory/translation_records.h"

namespace book {

inline constexpr std::uint64_t kTranslationRateSeed = 101;

struct TranslationCell {
    TranslationTrial trial;     // its rate and seed are not looked at
    std::vector<double> rates;  // to begin with
    int seeds = 3;

    TranslationTrial with(double rate, std::uint64_t seed) const;
};

// The six of the chapter: about equally many parameters, and equally many steps: as many as can be
// made in two hours on two cores (a step takes 15 to 25 ms on one core, and each model has seven or
// eight trials).
inline constexpr int kRecordedTranslationSteps = 14000;
std::vector<TranslationCell> recorded_translators();

// What is known of a cell.
struct TranslationSummary {
    std::vector<TranslationRecord> rates;  // with kTranslationRateSeed, by rate
    int best = -1;                         // among them; -1: there is none
    std::vector<TranslationRecord> seeds;  // of the best rate, by seed, the seeds 1, 2, 3, ...

    bool is_inside() const { return best > 0 && best + 1 < static_cast<int>(rates.size()); }
    double rate() const { return rates.at(static_cast<std::size_t>(best)).trial.rate; }
};
TranslationSummary summarise(const TranslationCell& cell,
                             const std::vector<TranslationRecord>& records);

// The trials that can be said to be missing now; none if the cell is complete.
std::vector<TranslationTrial> missing_trials(const TranslationCell& cell,
                                             const std::vector<TranslationRecord>& records);

// Makes what is missing, and adds it to the file. Each trial has one thread, and as many as there
// are threads run side by side. `told` hears of each one that is done, one at a time.
using TranslationProgress =
    std::function<void(int done, int missing, const TranslationRecord& last)>;
void record_translations(const std::vector<TranslationCell>& cells, const std::string& path,
                         const TranslationProgress& told = {});

}  // namespace book
