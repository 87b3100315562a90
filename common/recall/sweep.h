// Many trials: models x learning rates x seeds, each of them a row of results.csv.
//
// Rates are swept with the first seed. If the best of them is the smallest or the largest, its
// neighbour is tried, until the best lies inside, unless nothing is better than a guess. The best
// rate gets all seeds. What stands in the file is not done again, so a sweep that was interrupted
// goes on where it stopped. A trial has one thread, several run side by side: numbers do not depend
// on it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "recall/results.h"

namespace book {

struct Sweep {
    std::vector<Trial> cells;  // without model, rate and seed
    std::vector<Memory> models;
    std::vector<double> rates;
    int seeds = 3;      // 1 .. seeds, for the best rate
    bool widen = true;  // try neighbours of the outermost rates
};
void check_sweep(const Sweep& sweep);  // InputError: no rates, a task that cannot be, ...

const Row* find_row(const std::vector<Row>& rows, const Trial& trial);
// Is a better than b? Of two that have learnt to recall, the one that took fewer steps.
bool better(const Row& a, const Row& b);
// Not better than somebody who remembers nothing; of recall within 5%, else within a tenth.
bool guesses(const Row& row);

// What is known of one model in one cell.
struct Summary {
    std::vector<Row> rates;  // with the first seed, by rate
    int best = -1;           // among them; -1: no row at all
    std::vector<Row> seeds;  // of the best rate
    bool inside() const { return best > 0 && best + 1 < static_cast<int>(rates.size()); }
    bool all_guess() const;
    double mean(double Outcome::*what) const;    // over the seeds
    double spread(double Outcome::*what) const;  // the largest less the smallest
};
Summary summarise(const std::vector<Row>& rows, Trial cell, Memory model);

// The trials that can be said to be missing now; none if the sweep is complete.
std::vector<Trial> missing_trials(const Sweep& sweep, const std::vector<Row>& rows);

// Does what is missing, and adds it to `rows` and to the file (none if `path` is empty).
using SweepProgress = std::function<void(int done, int known, const Row& last)>;
void run_sweep(const Sweep& sweep, std::vector<Row>& rows, const std::string& path,
               const std::string& command, const SweepProgress& progress = {});

}  // namespace book
