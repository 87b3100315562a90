// How the learning rate changes from step to step.
#pragma once

#include <cstdint>

namespace book {

// rate = factor d^-0.5 min(step^-0.5, step warmup^-1.5), step counted from 1 (Vaswani et al. 2017,
// section 5.3, eq. 3): it rises in a line for `warmup` steps, then falls with the square root.
double noam_rate(std::int64_t step, int width, int warmup, double factor = 1);

}  // namespace book
