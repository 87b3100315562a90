// Experiment 2: the reader's signal, tried on digits (digits.cpp).
#include "experiments/checks/judges.h"
#include "experiments/experiments.h"

namespace book::teacher::experiments {
namespace {

const RegisterExperiment here({2, "A positional signal of your own",
                               "exercises/experiments/2_positions.cpp",
                               [] { return judge_positions(exercise::signal, {.steps = 800}); }});

}  // namespace
}  // namespace book::teacher::experiments
