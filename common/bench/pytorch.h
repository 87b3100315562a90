// The same work with PyTorch, if a python3 here has it.
#pragma once

#include <string>
#include <vector>

#include "bench/recurrent.h"
#include "bench/training.h"

namespace book {

struct PyTorchRow {
    double as_it_comes = 0, at_its_best = 0;  // milliseconds
};

// Scripts of common/bench/pytorch under `home`, run with the environment as it is, and with waiting
// threads that sleep, memory that is kept and one thread or two, whichever is faster.
class PyTorch {
  public:
    explicit PyTorch(std::string home);  // InputError if no python3 here can import torch

    PyTorchRow training_step(const TrainingCase& what, double seconds) const;
    PyTorchRow recurrent_pass(const RecurrentCase& what, double seconds) const;

  private:
    using Words = std::vector<std::string>;
    PyTorchRow measure(const std::string& script, const Words& arguments, double seconds) const;

    std::string home_, python_;
};

}  // namespace book
