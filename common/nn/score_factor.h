// What scores are multiplied by before the softmax (Vaswani et al. 2017, section 3.2.1).
#pragma once

#include <cmath>

#include "core/real.h"

namespace book {

inline real score_factor(int width) {
    return 1 / std::sqrt(static_cast<real>(width));
}  // 1 / sqrt(d)

}  // namespace book
