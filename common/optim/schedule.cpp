#include "optim/schedule.h"

#include <algorithm>
#include <cmath>

#include "core/require.h"

namespace book {

double noam_rate(std::int64_t step, int width, int warmup, double factor) {
    require(step > 0 && width > 0 && warmup > 0, "noam_rate: step {}, width {}, warmup {}", step,
            width, warmup);
    const auto s = static_cast<double>(step);
    return factor / std::sqrt(width) * std::min(1 / std::sqrt(s), s * std::pow(warmup, -1.5));
}

double warm_up_and_decay(std::int64_t step, std::int64_t steps, std::int64_t warmup, Decay decay,
                         double least) {
    require(step > 0 && steps > 0 && warmup >= 0 && least >= 0 && least <= 1,
            "warm_up_and_decay: step {} of {}, warmup {}, down to {}", step, steps, warmup, least);
    if (step < warmup) return static_cast<double>(step) / static_cast<double>(warmup);
    if (steps <= warmup) return 1;
    const double way = static_cast<double>(step - warmup) / static_cast<double>(steps - warmup);
    const double done = std::min(way, 1.0);
    constexpr double kPi = 3.14159265358979323846;
    const double left = decay == Decay::linear ? 1 - done : (1 + std::cos(kPi * done)) / 2;
    return least + (1 - least) * left;
}

}  // namespace book
