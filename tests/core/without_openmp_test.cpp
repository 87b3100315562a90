// Somebody else's program: it is compiled without OpenMP, even where the library has it (see
// tests/CMakeLists.txt), and includes the library's headers.
#include <algorithm>
#include <atomic>
#include <vector>

#include "catch.h"
#include "core/parallel.h"
#include "tensor/ops.h"

#ifdef _OPENMP
#error "this test must be compiled without OpenMP"
#endif

using namespace book;

TEST_CASE("parallel loops: a program compiled without OpenMP runs all of them", "[core]") {
    const int before = thread_count();
    for (int threads : {1, 2, 3}) {
        set_thread_count(threads);
        CAPTURE(threads);
        constexpr int kRows = 400, kCols = 100;
        std::vector<std::atomic<int>> in_blocks(kRows), one_by_one(kRows), rows(kRows);
        parallel_blocks(kRows, 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
            for (auto i = begin; i < end; ++i) ++in_blocks[static_cast<std::size_t>(i)];
        });
        parallel_for_each(kRows,
                          [&](std::ptrdiff_t i) { ++one_by_one[static_cast<std::size_t>(i)]; });
        parallel_rows(kRows, kCols, [&](int r) { ++rows[static_cast<std::size_t>(r)]; });
        for (const auto* seen : {&in_blocks, &one_by_one, &rows})
            CHECK(std::all_of(seen->begin(), seen->end(), [](int times) { return times == 1; }));
    }
    set_thread_count(before);
}
