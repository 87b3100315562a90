#include "host/memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <limits>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace book {
namespace {

constexpr std::size_t kUnknown = std::numeric_limits<std::size_t>::max();

}  // namespace

std::size_t machine_memory() {
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long bytes = sysconf(_SC_PAGESIZE);
    if (pages <= 0 || bytes <= 0) return kUnknown;
    return static_cast<std::size_t>(pages) * static_cast<std::size_t>(bytes);
}

std::size_t address_limit() {
    struct rlimit limit {};
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kUnknown;
    return limit.rlim_cur;
}

void fit_into_address_limit() {
#ifdef __GLIBC__
    if (address_limit() != kUnknown) mallopt(M_ARENA_MAX, 1);
#endif
}

}  // namespace book
