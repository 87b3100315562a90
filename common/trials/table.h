// What trials came to, side by side: over the seeds the mean, and in brackets the least and the most.
// Few seeds tell little, and whoever reads a mean without its range believes too much.
#pragma once

#include <string>
#include <vector>

#include "notebook/table.h"
#include "trials/recorded.h"

namespace book {

// One number of a trial: how a column calls it, and how it is printed.
struct TrialMeasure {
    const char* name;
    const char* format;  // see notebook/value.h
    double TrialRow::*number;
};

inline constexpr TrialMeasure kHeldOutLoss{"loss, held out", ".2f", &TrialRow::validation_loss};
inline constexpr TrialMeasure kSentencesRight{"sentences right", ".1%", &TrialRow::exact};
inline constexpr TrialMeasure kTestBleu{"BLEU", ".1f", &TrialRow::bleu};

// A line of a table: what it says of a trial, and the trial's name.
struct TrialLine {
    std::string says, variant;
};

// Error if there is no row of one of them. With however many seeds there are.
Table trial_table(const std::vector<TrialRow>& rows, const std::vector<TrialLine>& lines,
                  const std::vector<TrialMeasure>& measures = {kHeldOutLoss, kSentencesRight,
                                                               kTestBleu});

// For prose: [0] is the mean, [1] the least, [2] the most.
Value trial_value(const std::vector<TrialRow>& rows, const std::string& variant,
                  const TrialMeasure& measure = kSentencesRight);

// What a claim compares: the share of sentences that a trial got right, over its seeds.
MeanAndRange sentences_right(const std::vector<TrialRow>& rows, const std::string& variant);

// Whether what one trial got with some seed, another one reached as well: then few seeds cannot tell
// which of them is better.
bool ranges_overlap(const MeanAndRange& a, const MeanAndRange& b);

}  // namespace book
