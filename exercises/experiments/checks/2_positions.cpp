// Experiment 2: the reader's signal, as a table. digits.cpp tries it.
#include "experiments/checks/judges.h"
#include "experiments/experiments.h"
#include "teacher/harness/teach.h"

namespace book::teacher::experiments {
namespace {

const Register here({"2",
                     "A positional signal of your own",
                     "exercises/experiments/2_positions.cpp",
                     one_case,
                     [](const Case&) { return table_of(exercise::signal); },
                     {},
                     {}});

}  // namespace
}  // namespace book::teacher::experiments
