// Experiment 3: the reader's sizes, tried on digits (digits.cpp).
#include "12_experiments/experiments.h"
#include "experiments/rubric.h"

namespace book::experiments {
namespace {

const Register here({3, "The smallest model that still can",
                     "exercises/12_experiments/3_smallest.cpp",
                     [] { return judge_smallest(exercise::smallest(), {}); }});

}  // namespace
}  // namespace book::experiments
