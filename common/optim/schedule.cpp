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

}  // namespace book
