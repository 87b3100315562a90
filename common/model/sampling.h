// Which piece comes next, when a model has given every piece a score.
//
//     greedy       the largest score; of equals the smaller id
//     temperature  every score is divided by T before softmax: below 1 sharper, above 1 flatter; 0 is greedy
//     top-k        only the k most probable remain (Fan, Lewis, Dauphin 2018, section 5)
//     top-p        only the smallest set of the most probable whose probabilities reach p (Holtzman et al.
//                  2020, section 3.1); at least one
//
// They are applied in this order, so top-p looks at the probabilities that top-k has left, divided by their
// sum. The most probable come first, and of equals the smaller id. What remains is divided by its sum, and a
// random number decides.
//
// Scores are a row of logits, V of them. A score may be -inf: that piece is never drawn. All functions throw
// InputError for a score that is no number or +inf (a damaged model), and if no piece is possible.
#pragma once

#include <span>
#include <vector>

#include "core/random.h"
#include "core/real.h"

namespace book {

struct SamplingSettings {
    double temperature = 1;  // 0 and more
    int top_k = 0;           // 0: all
    double top_p = 1;        // 0 to 1
};
// SettingError, naming the field, if there is no such sampling.
void check_sampling(const SamplingSettings& settings);

struct ScoredPiece {
    int id = 0;
    real score = 0;

    bool operator==(const ScoredPiece&) const = default;
};
// The `count` largest scores, or all, the largest first.
std::vector<ScoredPiece> largest_scores(std::span<const real> scores, int count);
int greedy(std::span<const real> scores);

// One step, with its numbers: for a page, and for whoever draws.
struct CandidatePiece {
    int id = 0;
    double plain = 0;   // its probability at temperature 1, before anything is cut
    double heated = 0;  // ... at the temperature that was asked for
    bool kept = false;
    double share = 0;  // with which it is drawn: `heated` divided by the sum of what is kept, or 0
};
struct SamplingStep {
    std::vector<CandidatePiece> candidates;  // the most probable first
    int kept = 0;                            // the first so many of all pieces; all others are cut
};
// The kept candidates, and as many of the others as make `shown` with them (if there are so many).
SamplingStep sampling_step(std::span<const real> scores, const SamplingSettings& settings,
                           int shown = 0);

// The next piece. It takes one number from `rng`, also if there is no choice: so the same seed draws the same
// text on every machine. Greedy takes none.
int sample(std::span<const real> scores, const SamplingSettings& settings, Rng& rng);

}  // namespace book
