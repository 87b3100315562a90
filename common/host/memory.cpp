#include "host/memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <limits>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace book {

std::size_t machine_memory() {
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long bytes = sysconf(_SC_PAGESIZE);
    if (pages <= 0 || bytes <= 0)
        return std::numeric_limits<std::size_t>::max();  // it will not say
    return static_cast<std::size_t>(pages) * static_cast<std::size_t>(bytes);
}

std::optional<std::size_t> address_limit() {
    struct rlimit limit {};
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
    return limit.rlim_cur;
}

void fit_into_address_limit() {
#ifdef __GLIBC__
    if (address_limit()) mallopt(M_ARENA_MAX, 1);
#endif
}

}  // namespace book
