// One step of learning: forward, loss, backward, clip, Adam. Every training in the library is this one.
#pragma once

#include <functional>
#include <limits>
#include <span>
#include <string>

#include "optim/adam.h"

namespace book {

// Whoever learns: what it changes, and how wrong it is on what it reads next, recorded on a tape.
struct Learner {
    Parameters& parameters;
    std::function<Var(Tape&)> loss;  // -> (1 x 1)
};

struct StepOptions {
    double rate = 0.001;  // Adam's
    double clip =
        std::numeric_limits<double>::infinity();  // largest norm of all gradients together
    double decay = 0;  // AdamW: numbers shrink by rate * decay first (Loshchilov and Hutter 2019)
    std::span<const View> decayed = {};  // those that do; empty: all
};

// What others want to do in between. Both may be empty.
struct StepHooks {
    // All gradients, one behind the other, before they are clipped. Several machines that learn
    // together add theirs up here: then they do the same step, each with its own copy of the model.
    std::function<void(std::span<real>)> gradients;
    // The loss, or the norm of the gradients, is no longer a number; `entry` of the tape began it (-1:
    // none was found). The model still has its old numbers, and keeps them if this throws.
    std::function<void(const char* what, int entry)> not_finite;
};

struct StepResult {
    double loss = 0;
    double gradient_norm = 0;  // before it was clipped
};

// In words, for what not_finite is told: "in "softmax" of layer.0.attention.query.weight", by the parameter
// that was used last before the entry.
std::string where_it_began(Tape& tape, const Parameters& parameters, int entry);

// Clears the tape and uses it again: over shapes seen before, a step allocates nothing.
StepResult training_step(const Learner& learner, Tape& tape, Adam& adam, const StepOptions& options,
                         const StepHooks& hooks = {});

}  // namespace book
