// Loops that run on all cores, and give the same numbers on one.
//
// Work is split over results, never over the terms of a sum, so the number of threads changes no
// bit of any result. A loop too short to pay for waking a thread runs where it is.
//
// What a piece of the work throws comes out of the loop, when all threads are done: of several
// exceptions that of the lowest piece, which a single thread would have met first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>

namespace book {

bool has_openmp();       // false: built without OpenMP, everything runs on one thread
int hardware_threads();  // how many this process may use (OMP_NUM_THREADS is honoured)
int thread_count();      // how many the library uses now

// 1 <= n <= 1024, or Error. Starts them; where a limit (of memory, of processes) does not let so many
// begin, thread_count() is smaller afterwards.
void set_thread_count(int n);

// True inside a parallel region: loops there stay on their own thread.
bool in_parallel_region();

// What the loops below share out, compiled once with the library: a program that was itself compiled
// without OpenMP uses the library's threads all the same. Blocks of 0..n, or its items one at a time.
void share_blocks(std::ptrdiff_t n, std::ptrdiff_t pieces,
                  const std::function<void(std::ptrdiff_t, std::ptrdiff_t)>& f);
void share_items(std::ptrdiff_t n, const std::function<void(std::ptrdiff_t)>& f);

// Calls f(begin, end) on blocks that together cover 0..n, each of at least `grain` items.
template <class F>
void parallel_blocks(std::ptrdiff_t n, std::ptrdiff_t grain, F&& f) {
    const std::ptrdiff_t pieces =
        std::min<std::ptrdiff_t>(thread_count(), n / std::max<std::ptrdiff_t>(grain, 1));
    if (n <= 0) return;
    if (pieces < 2 || in_parallel_region()) return f(std::ptrdiff_t{0}, n);
    share_blocks(n, pieces, std::ref(f));  // a reference: nothing is copied or allocated
}

// The grain of a loop over rows of this many numbers: a thread is woken for so many numbers or more.
inline constexpr std::ptrdiff_t kNumbersForThread = 4096;
inline std::ptrdiff_t row_grain(std::ptrdiff_t cols) {
    return std::max<std::ptrdiff_t>(1, kNumbersForThread / std::max<std::ptrdiff_t>(cols, 1));
}

// Calls f(r) for every row of a matrix of rows x cols numbers.
template <class F>
void parallel_rows(int rows, int cols, F&& f) {
    // Most matrices of attention are small; to find that out must not cost as much as the work.
    if (std::ptrdiff_t{rows} * cols < 2 * kNumbersForThread) {
        for (int r = 0; r < rows; ++r) f(r);
        return;
    }
    parallel_blocks(rows, row_grain(cols), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t r = begin; r < end; ++r) f(static_cast<int>(r));
    });
}

// Calls f(i) for every i in 0..n. Items that differ much in cost are handed out one at a time.
template <class F>
void parallel_for_each(std::ptrdiff_t n, F&& f) {
    if (thread_count() < 2 || n < 2 || in_parallel_region()) {
        for (std::ptrdiff_t i = 0; i < n; ++i) f(i);
        return;
    }
    share_items(n, std::ref(f));
}

}  // namespace book
