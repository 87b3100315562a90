// The same training step with PyTorch, if a python3 here has it.
#pragma once

#include <string>
#include <vector>

#include "bench/training.h"

namespace book {

struct PyTorchRow {
    int width = 0;
    double as_it_comes = 0, at_its_best = 0;  // milliseconds of a step
};

// Runs tests/bench/pytorch_step.py under `home`: with the environment as it is, and with waiting
// threads that sleep, memory that is kept and one thread or two, whichever is faster. InputError if
// no python3 here can import torch.
std::vector<PyTorchRow> measure_pytorch(const std::string& home, double seconds);

}  // namespace book
