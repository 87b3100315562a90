// Chapter 10: the same machine on sentences that people wrote. It takes longer
// than a page may, so it is recorded: curves as `./book train --curve` wrote
// them, and marks as `./book evaluate --json` printed them, in the folder
// natural/.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "model/learning_curve.h"
#include "notebook/page.h"
#include "text/found_words.h"

namespace chapter_10 {
using namespace book;

// What `evaluate --json` found in the test sentences.
struct Marks {
    double bleu = 0;
    std::vector<double> precisions;  // percent, of runs of one word to four
    std::vector<FoundWords> classes;
};

struct NaturalRun {
    std::string what;  // in words
    std::vector<CurvePoint> curve;
    Marks marks;
};

// Those of the folder natural/. InputError if one is missing or is not what it
// should be.
std::vector<NaturalRun> recorded_runs();

// The point with the least loss of the validation sentences.
inline const CurvePoint& least_of(const NaturalRun& run) {
    return *std::min_element(run.curve.begin(), run.curve.end(),
                             [](const CurvePoint& a, const CurvePoint& b) {
                                 return a.validation_loss < b.validation_loss;
                             });
}

// Minutes for a pass, by the fastest: others had to share the processor.
inline double minutes_of_pass(const NaturalRun& run) {
    double least = run.curve.front().seconds / run.curve.front().epochs;
    for (std::size_t i = 1; i < run.curve.size(); ++i) {
        const CurvePoint &before = run.curve[i - 1], &now = run.curve[i];
        least = std::min(least, (now.seconds - before.seconds) / (now.epochs - before.epochs));
    }
    return least / 60;
}

// The section's part on natural language; `runs` as recorded_runs() gives them.
void natural_language(Page& page, const std::vector<NaturalRun>& runs);

}  // namespace chapter_10
