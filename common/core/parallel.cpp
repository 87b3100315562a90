#include "core/parallel.h"

#ifdef _OPENMP
#include <omp.h>
#endif

#include "core/require.h"

namespace book {
namespace {

int& threads_in_use() {
    static int threads = hardware_threads();
    return threads;
}

}  // namespace

bool has_openmp() {
#ifdef _OPENMP
    return true;
#else
    return false;
#endif
}

int hardware_threads() {
#ifdef _OPENMP
    return std::max(1, omp_get_max_threads());
#else
    return 1;
#endif
}

int thread_count() { return threads_in_use(); }

void set_thread_count(int n) {
    require(n >= 1 && n <= 1024, "set_thread_count: {} is not in 1..1024", n);
    threads_in_use() = has_openmp() ? n : 1;
}

bool in_parallel_region() {
#ifdef _OPENMP
    return omp_in_parallel() != 0;
#else
    return false;
#endif
}

void share_blocks(std::ptrdiff_t n, [[maybe_unused]] std::ptrdiff_t pieces,
                  const std::function<void(std::ptrdiff_t, std::ptrdiff_t)>& f) {
#ifdef _OPENMP
#pragma omp parallel num_threads(static_cast <int>(pieces))
    {
        const std::ptrdiff_t t = omp_get_thread_num(), threads = omp_get_num_threads();
        const std::ptrdiff_t begin = n * t / threads, end = n * (t + 1) / threads;
        if (begin < end) f(begin, end);
    }
#else
    f(0, n);
#endif
}

void share_items(std::ptrdiff_t n, [[maybe_unused]] std::ptrdiff_t pieces,
                 const std::function<void(std::ptrdiff_t)>& f) {
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic, 1) num_threads(static_cast <int>(pieces))
#endif
    for (std::ptrdiff_t i = 0; i < n; ++i) f(i);
}

}  // namespace book
