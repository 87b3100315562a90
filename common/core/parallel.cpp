#include "core/parallel.h"

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

}  // namespace book
