// Experiment 2: the reader's signal, tried on digits (digits.cpp).
#include "12_experiments/experiments.h"
#include "experiments/rubric.h"

namespace book::experiments {
namespace {

const Register here({2, "A positional signal of your own",
                     "exercises/12_experiments/2_positions.cpp",
                     [] { return judge_positions(exercise::signal, {.steps = 800}); }});

}  // namespace
}  // namespace book::experiments
