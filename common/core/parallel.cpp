#include "core/parallel.h"

#ifdef _OPENMP
#include <omp.h>
#endif

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <mutex>

#include "core/require.h"
#include "core/thread_trial.h"

namespace book {
namespace {

constexpr int kMostThreads = 1024;

std::atomic<int>& threads_in_use() {
    static std::atomic<int> threads = hardware_threads();
    return threads;
}

#ifdef _OPENMP
// The threads that OpenMP keeps ready for this one, itself included. It starts threads when a region
// asks for more than it has, ends the program if one does not start, and lets go of those that a region
// leaves out. So every region asks for the same number, and new ones are started on trial before.
thread_local int kept = 1;

// How many threads a region may ask for.
int team() {
    omp_set_dynamic(0);  // a team of another size than asked would be taken for a limit
    const int wanted = threads_in_use();
    if (wanted <= kept) return wanted;
    const int started = threads_that_start(wanted - kept);
    if (started == wanted - kept) return wanted;
    // Half of those that start: the work, too, needs what the others would have taken.
    const int possible = kept + started / 2;
    threads_in_use() = possible;
    return possible;
}

// What a region got that asked for `wanted`. Fewer is a limit of OpenMP's own (OMP_THREAD_LIMIT): who
// asked again would start threads on trial for every loop.
void keep_team(int got, int wanted) {
    kept = got;
    if (got < wanted) threads_in_use() = got;
}
#endif

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
    return std::clamp(omp_get_max_threads(), 1, kMostThreads);
#else
    return 1;
#endif
}

int thread_count() { return threads_in_use(); }

void set_thread_count(int n) {
    require(n >= 1 && n <= kMostThreads, "set_thread_count: {} is not in 1..{}", n, kMostThreads);
    threads_in_use() = has_openmp() ? n : 1;
#ifdef _OPENMP
    // They start now, before the work takes the memory that they need.
    if (n == 1 || in_parallel_region()) return;
    const int threads = team();
#pragma omp parallel num_threads(threads)
#pragma omp master
    keep_team(omp_get_num_threads(), threads);
#endif
}

bool in_parallel_region() {
#ifdef _OPENMP
    return omp_in_parallel() != 0;
#else
    return false;
#endif
}

namespace {

// What was thrown inside a parallel region, where it would end the program: OpenMP lets no exception
// out. Of several pieces that fail, the lowest counts, so that the complaint is the one that a loop on a
// single thread would have made.
class LowestFailure {
  public:
    // Runs a piece of the work, unless one before it has failed: then nobody needs it any more.
    template <class F>
    void run(std::ptrdiff_t piece, F&& f) noexcept {
        if (piece > lowest_.load(std::memory_order_relaxed)) return;
        try {
            f();
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (piece >= lowest_.load(std::memory_order_relaxed)) return;
            lowest_.store(piece, std::memory_order_relaxed);
            error_ = std::current_exception();
        }
    }

    void rethrow() const {
        if (error_) std::rethrow_exception(error_);
    }

  private:
    std::atomic<std::ptrdiff_t> lowest_ = std::numeric_limits<std::ptrdiff_t>::max();
    std::mutex mutex_;
    std::exception_ptr error_;
};

}  // namespace

void share_blocks(std::ptrdiff_t n, [[maybe_unused]] std::ptrdiff_t pieces,
                  const std::function<void(std::ptrdiff_t, std::ptrdiff_t)>& f) {
#ifdef _OPENMP
    LowestFailure failure;
    const int threads = team();
#pragma omp parallel num_threads(threads)
    {
        const std::ptrdiff_t t = omp_get_thread_num();
        if (t == 0) keep_team(omp_get_num_threads(), threads);
        // Those of the team for whom there is no piece have nothing to do.
        const std::ptrdiff_t blocks = std::min<std::ptrdiff_t>(pieces, omp_get_num_threads());
        if (t < blocks) failure.run(t, [&] { f(n * t / blocks, n * (t + 1) / blocks); });
    }
    failure.rethrow();
#else
    f(0, n);
#endif
}

void share_items(std::ptrdiff_t n, const std::function<void(std::ptrdiff_t)>& f) {
#ifdef _OPENMP
    LowestFailure failure;
    const int threads = team();
#pragma omp parallel num_threads(threads)
    {
        if (omp_get_thread_num() == 0) keep_team(omp_get_num_threads(), threads);
#pragma omp for schedule(dynamic, 1)
        for (std::ptrdiff_t i = 0; i < n; ++i) failure.run(i, [&] { f(i); });
    }
    failure.rethrow();
#else
    for (std::ptrdiff_t i = 0; i < n; ++i) f(i);
#endif
}

}  // namespace book
