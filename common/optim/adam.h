// Adam, and clipping. (How its rate changes: optim/schedule.h.)
#pragma once

#include <cstdint>

#include "nn/parameters.h"

namespace book {

// Adam (Kingma, Ba 2015, algorithm 1); the defaults are those of Vaswani et al. 2017, section 5.3.
//
//     m = b1 m + (1 - b1) g,   v = b2 v + (1 - b2) g^2
//     x = x - rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)
//
// Epsilon is added after the bias correction, as PyTorch does.
struct AdamOptions {
    double beta1 = 0.9;
    double beta2 = 0.98;
    double epsilon = 1e-9;
};

class Adam {
  public:
    explicit Adam(std::size_t size, AdamOptions options = {});

    void step(Parameters& parameters, double rate);

    // The state, to be saved and restored: t steps done, and both moments.
    std::int64_t steps() const { return steps_; }
    Buffer& first_moment() { return m_; }
    Buffer& second_moment() { return v_; }
    const Buffer& first_moment() const { return m_; }
    const Buffer& second_moment() const { return v_; }
    void restore_steps(std::int64_t steps) { steps_ = steps; }

  private:
    AdamOptions options_;
    std::int64_t steps_ = 0;
    Buffer m_, v_;
};

// Scales all gradients so that their norm is at most `limit`, as PyTorch does (by
// limit / (norm + 1e-6) if that is below 1). Returns the norm before. Summed in double, in order.
double clip_gradients(Parameters& parameters, double limit);

}  // namespace book
