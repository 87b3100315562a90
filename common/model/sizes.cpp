#include "model/sizes.h"

#include <cmath>

#include "core/real.h"
#include "core/settings.h"
#include "host/memory.h"

namespace book {

void require_range(const char* field, int value, int smallest, int largest) {
    require_setting(value >= smallest && value <= largest, "@{} {}: should lie in {}..{}", field,
                    value, smallest, largest);
}

void require_equal_heads(int width, int heads) {
    require_setting(width % heads == 0,
                    "@width {} is not divisible by @heads {}: each head gets an equal share", width,
                    heads);
}

void require_dropout(double dropout) {
    require_setting(dropout >= 0 && dropout < 1, "@dropout {}: should lie in 0..1, below 1",
                    dropout);
}

void require_room(std::size_t parameters, std::size_t numbers) {
    const std::size_t needed = (2 * parameters + numbers) * sizeof(real);
    const std::size_t there = machine_memory();
    require_setting(
        needed < there,
        "a model of these sizes needs {:.1f} GiB, this machine has {:.1f}: choose a smaller "
        "@width, @feed_forward or @vocabulary",
        std::ldexp(static_cast<double>(needed), -30), std::ldexp(static_cast<double>(there), -30));
}

}  // namespace book
