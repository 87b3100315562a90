// A trial: one model learns one task, with one rate and one seed, and is examined on what it never saw.
//
// It learns from sequences that are drawn anew in each step, so there is nothing to be learnt by heart. Two more
// sets are drawn for each seed: one to choose by (validation), one that is looked at when all is over (test).
// It runs on the threads that it is given, and comes to the same numbers on any.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "memory/sequence_model.h"

namespace book {

struct LearningSettings {
    int steps = 3000;
    int batch = 64;       // sequences in a step
    double rate = 0.003;  // of Adam, at its peak
    double decay = 0;     // AdamW's (Loshchilov and Hutter 2019), of SequenceModel::decayed()
    double clip = 1;      // the largest norm of all gradients together
    bool cooling = true;  // the rate falls to 0 along a cosine; else it stays at its peak
    int examined =
        1000;  // sequences of the validation set, and of the test set for each number of pairs

    bool operator==(const LearningSettings&) const = default;
};

struct MemoryTrial {
    MemoryTask task;
    MixerSettings model;
    LearningSettings learning;
    std::uint64_t seed = 1;

    bool operator==(const MemoryTrial&) const = default;
};
void check_trial(const MemoryTrial& trial);  // InputError; SettingError where one field is to blame

// What it is found to know. Of adding nothing can be right or wrong: right is 0, and the loss the mean square.
struct MemoryExam {
    double loss = 0;   // nats per answer
    double right = 0;  // the share of answers; of copy among the ten symbols alone

    bool operator==(const MemoryExam&) const = default;
};
MemoryExam examine(const SequenceModel& model, const Sequences& sequences);

struct MemoryOutcome {
    std::size_t parameters = 0;  // in all
    MemoryExam validation;
    MemoryExam test;  // by numbers of pairs: their mean
    std::vector<double>
        by_pairs;                // right, in the order of pair_counts(); empty for copy and adding
    std::vector<double> losses;  // mean training loss of ten equal parts of the steps

    bool operator==(const MemoryOutcome&) const = default;
};

// Rises in a line for the first twentieth of the steps.
double peak_share(const LearningSettings& learning, int step);  // of the rate, step from 1 on

// Told step and loss. Saying false ends the training; what follows is no result.
using MemoryWatch = std::function<bool(int step, double loss)>;
MemoryOutcome learn(SequenceModel& model, const MemoryTrial& trial, const MemoryWatch& watch = {});
MemoryOutcome run_trial(const MemoryTrial& trial, const MemoryWatch& watch = {});

}  // namespace book
