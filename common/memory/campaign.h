// Many trials: for each model in each task its best learning rate is looked for, and with that it is tried again
// from several starts.
//
// Rates are tried with a seed of their own (kRateSeed), which enters no result, and compared by the loss on the
// validation set; of several that have learnt all there is (kAllLearnt), the one that learnt it soonest is the
// best. If the best of them is the smallest or the largest, its neighbour is tried, until the best lies inside:
// for everybody, also for who only guesses. Then rates half-way to its two neighbours are tried. The best of all
// gets the seeds 1, 2, 3, ..., and of those the test set is reported.
//
// What is in the file is not done again, so a campaign that was interrupted goes on where it stopped.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "memory/records.h"

namespace book {

inline constexpr std::uint64_t kRateSeed = 101;
inline constexpr double kAllLearnt = 0.01;  // nats per answer: 99% of the weight on what is right
bool is_better(const MemoryRecord& a, const MemoryRecord& b);

// One model in one task.
struct MemoryCell {
    std::string group;  // what it is recorded for, such as "capacity"
    MemoryTask task;
    MixerSettings model;
    LearningSettings learning;                      // its rate is not looked at
    std::vector<double> rates{0.001, 0.003, 0.01};  // of the steps of next_rate()
    bool closer = true;                             // try half-way, too
    int seeds = 3;

    MemoryTrial trial(double rate, std::uint64_t seed) const;
};

// The next of 0.001, 0.003, 0.01, ...; and the rate half-way between two, with two digits.
double next_rate(double rate, bool up);
double rate_between(double a, double b);

// What is known of a cell.
struct CellSummary {
    std::vector<MemoryRecord> rates;  // with kRateSeed, by rate
    int best = -1;                    // among them; -1: there is none
    int best_step = -1;               // among those of 0.001, 0.003, 0.01, ...
    std::vector<MemoryRecord> seeds;  // of the best rate, by seed

    bool is_inside() const;  // both neighbours of best_step have been tried
    bool has_rate(double rate) const;
    double rate() const { return rates[static_cast<std::size_t>(best)].trial.learning.rate; }
    std::vector<double> right() const;  // of the test set, one for each seed
    std::vector<double> right(int pairs) const;
};
CellSummary summarise(const MemoryCell& cell, const std::vector<MemoryRecord>& records);

// The trials that can be said to be missing now; none if the cell is complete.
std::vector<MemoryTrial> missing_trials(const MemoryCell& cell,
                                        const std::vector<MemoryRecord>& records);

// Makes what is missing, and adds it to the file. Each trial has one thread, as many as there are run side by
// side. `told` hears of each one that is done, one at a time.
using CampaignProgress = std::function<void(int done, int missing, const MemoryRecord& last)>;
void record_cells(const std::vector<MemoryCell>& cells, const std::string& path,
                  const CampaignProgress& told = {});

}  // namespace book
