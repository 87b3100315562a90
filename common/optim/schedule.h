// How the learning rate changes from step to step.
#pragma once

#include <cstdint>

namespace book {

// rate = factor d^-0.5 min(step^-0.5, step warmup^-1.5), step counted from 1 (Vaswani et al. 2017,
// section 5.3, eq. 3): it rises in a line for `warmup` steps, then falls with the square root.
double noam_rate(std::int64_t step, int width, int warmup, double factor = 1);

// A share of the highest rate, for a training whose steps are counted beforehand: it rises in a line
// for `warmup` steps, and falls from there to `least` at the last one, in a line or as half a wave of a
// cosine (Loshchilov and Hutter 2017, eq. 5). Steps count from 1; beyond the last it stays.
enum class Decay { cosine, linear };
double warm_up_and_decay(std::int64_t step, std::int64_t steps, std::int64_t warmup, Decay decay,
                         double least);

}  // namespace book
