// Experiment 3: the reader's sizes, tried on digits (digits.cpp).
#include "experiments/checks/judges.h"
#include "experiments/experiments.h"

namespace book::teacher::experiments {
namespace {

const RegisterExperiment here({3, "The smallest model that still can",
                               "exercises/experiments/3_smallest.cpp",
                               [] { return judge_smallest(exercise::smallest(), {}); }});

}  // namespace
}  // namespace book::teacher::experiments
