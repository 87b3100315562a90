// A trial: one model learns one task, with one rate and one seed, and is examined on what it never saw.
//
// It runs on the threads that it is given, and comes to the same numbers on any.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "recall/models.h"

namespace book {

struct Trial {
    Memory model = Memory::attention;
    TaskSettings task;
    int width = 64;        // of an embedding
    int examples = 10000;  // to learn from, again and again; 0: new ones in each step
    int held_out = 1000;   // to be examined on
    int steps = 2000;      // at most
    int batch = 64;
    double rate = 0.003;  // at its peak
    std::uint64_t seed = 1;

    bool operator==(const Trial&) const = default;
};
void check_trial(
    const Trial& trial);  // InputError; where one field is to blame, it names it (SettingError)

struct Outcome {
    int state = 0;               // numbers in a recurrent state, or in a row of attention
    std::size_t parameters = 0;  // in all
    int steps = 0;               // done
    double loss = 0;             // held out: nats per answer, or the mean square
    double accuracy = 0;         // held out: share of answers that are right; adding: 0
    double seconds = 0;          // of processor time, of its own thread
};

struct Exam {
    double loss = 0, accuracy = 0;
};
Exam examine(const MemoryModel& model, const Examples& examples);

// The rate rises in a line for the first twentieth of the steps, and falls to 0 along a cosine.
double trial_rate(const Trial& trial, int step);

// Examined ten times; recall ends early when 99% are right (as in Arora et al. 2023): nothing is left
// to be learnt. AdamW (Loshchilov and Hutter 2019) with a decay of 0.1, gradients clipped to a norm of
// 1. `watch` is told the step and the loss of now and then, and can end it by saying false: then the
// outcome has fewer steps and is no result.
inline constexpr double kLearnt = 0.99;
inline constexpr int kExams = 10;
using Watch = std::function<bool(int step, double loss)>;
Outcome train_memory(MemoryModel& model, const Trial& trial, const Watch& watch = {});
Outcome run_trial(const Trial& trial, const Watch& watch = {});  // with a model of its own

}  // namespace book
