// Experiment 3: the sizes that a reader chooses, as numbers. digits.cpp tries them.
#include "experiments/checks/judges.h"
#include "experiments/experiments.h"
#include "teacher/harness/teach.h"

namespace book::teacher::experiments {
namespace {

const Register here({"3",
                     "The smallest model that still can",
                     "exercises/experiments/3_smallest.cpp",
                     one_case,
                     [](const Case&) { return as_numbers(exercise::smallest()); },
                     {},
                     {}});

}  // namespace
}  // namespace book::teacher::experiments
