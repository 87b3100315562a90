#include "core/parallel.h"

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "catch.h"
#include "core/require.h"
#include "core/thread_trial.h"
#include "environment_variable.h"

using namespace book;

namespace {

class ThreadCount {  // puts the number of threads back
  public:
    ~ThreadCount() { set_thread_count(before_); }

  private:
    int before_ = thread_count();
};

}  // namespace

TEST_CASE("parallel_blocks: covers each item once, in blocks of a sensible size", "[core]") {
    const ThreadCount restore;
    for (int threads : {1, 2, 3, 7})
        for (int n : {-1, 0, 1, 2, 5, 6, 100})
            for (int grain : {0, 1, 3, 1000}) {
                set_thread_count(threads);
                std::vector<std::atomic<int>> seen(static_cast<std::size_t>(std::max(n, 0)));
                std::atomic<int> blocks = 0, small_blocks = 0;
                parallel_blocks(n, grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                    ++blocks;
                    if (end - begin < grain) ++small_blocks;
                    for (auto i = begin; i < end; ++i) ++seen[static_cast<std::size_t>(i)];
                });
                INFO(threads << " threads, " << n << " items, grain " << grain);
                for (const auto& count : seen) CHECK(count == 1);
                CHECK(blocks <= std::max(1, thread_count()));
                CHECK((blocks == 0) == (n <= 0));
                if (blocks > 1) CHECK(small_blocks == 0);
            }
}

TEST_CASE("parallel_for_each: covers each item once", "[core]") {
    const ThreadCount restore;
    for (int threads : {1, 2, 3})
        for (int n : {0, 1, 2, 50}) {
            set_thread_count(threads);
            std::vector<std::atomic<int>> seen(static_cast<std::size_t>(n));
            parallel_for_each(n, [&](std::ptrdiff_t i) { ++seen[static_cast<std::size_t>(i)]; });
            for (const auto& count : seen) CHECK(count == 1);
        }
}

TEST_CASE("parallel loops: an inner one stays on its own thread", "[core]") {
    const ThreadCount restore;
    set_thread_count(2);
    CHECK(!in_parallel_region());
    std::atomic<int> inner_blocks = 0, inside = 0;
    parallel_for_each(4, [&](std::ptrdiff_t) {
        if (in_parallel_region()) ++inside;
        parallel_blocks(1000, 1, [&](std::ptrdiff_t, std::ptrdiff_t) { ++inner_blocks; });
    });
    if (has_openmp()) {
        CHECK(inside == 4);
        CHECK(inner_blocks == 4);
    }
    CHECK(!in_parallel_region());
}

TEST_CASE("set_thread_count: 1 to 1024", "[core]") {
    const ThreadCount restore;
    CHECK(hardware_threads() >= 1);
    set_thread_count(3);
    CHECK(thread_count() == (has_openmp() ? 3 : 1));
    CHECK_NOTHROW(set_thread_count(1024));
    CHECK_THROWS_WITH(set_thread_count(0), "set_thread_count: 0 is not in 1..1024");
    CHECK_THROWS_AS(set_thread_count(-1), Error);
    CHECK_THROWS_AS(set_thread_count(1025), Error);
}

TEST_CASE("parallel_rows: covers each row once, of empty ones too", "[core]") {
    const ThreadCount restore;
    for (int threads : {1, 2, 3})
        for (int cols : {0, 1, 100, 20000}) {
            set_thread_count(threads);
            std::vector<std::atomic<int>> seen(401);
            parallel_rows(401, cols, [&](int r) { ++seen[static_cast<std::size_t>(r)]; });
            for (const auto& count : seen) CHECK(count == 1);
        }
}

TEST_CASE("parallel loops: what the lowest piece throws comes out, for every number of threads",
          "[core]") {
    const ThreadCount restore;
    for (int threads : {1, 2, 3, 7}) {
        set_thread_count(threads);
        CAPTURE(threads);
        const auto fail_from = [](std::ptrdiff_t first) {
            return [first](std::ptrdiff_t i) {
                if (i >= first) throw InputError(fmt::format("item {}", i));
            };
        };
        for (const std::ptrdiff_t first : {0, 1, 17, 48, 99}) {
            const std::string words = fmt::format("item {}", first);
            CHECK_THROWS_WITH(parallel_for_each(100, fail_from(first)), words);
            CHECK_THROWS_WITH(parallel_blocks(100, 1,
                                              [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                                                  for (auto i = begin; i < end; ++i)
                                                      fail_from(first)(i);
                                              }),
                              words);
            CHECK_THROWS_AS(parallel_rows(100, 1000, [&](int r) { fail_from(first)(r); }),
                            InputError);
        }
        // And the next loop is none the wiser.
        std::atomic<int> done = 0;
        parallel_for_each(100, [&](std::ptrdiff_t) { ++done; });
        CHECK(done == 100);
    }
}

TEST_CASE("parallel loops: memory that runs out in a thread is an exception, not the end",
          "[core]") {
    const ThreadCount restore;
    set_thread_count(3);
    CHECK_THROWS_AS(parallel_for_each(8,
                                      [](std::ptrdiff_t i) {
                                          if (i == 5) throw std::bad_alloc();
                                      }),
                    std::bad_alloc);
}

TEST_CASE("threads_that_start: all of them, if there is room for their stacks", "[core]") {
    CHECK(threads_that_start(0) == 0);
    CHECK(threads_that_start(3) == 3);
    for (const char* said : {"256", "256K", "  262144 b", "1M", "nonsense", "-1"}) {
        const EnvironmentVariable stack("OMP_STACKSIZE", said);
        INFO(said);
        CHECK(threads_that_start(3) == 3);
    }
#ifdef __linux__
    for (const char* said : {"4000000G", "4000000000 m"}) {  // more than a processor can address
        const EnvironmentVariable stack("OMP_STACKSIZE", said);
        INFO(said);
        CHECK(threads_that_start(3) == 0);
    }
#endif
}

#ifdef __linux__
TEST_CASE("set_thread_count: threads that cannot be started are done without", "[core]") {
    const ThreadCount restore;
    set_thread_count(2);
    const int before = thread_count();  // 1 without OpenMP
    const EnvironmentVariable stack("OMP_STACKSIZE", "4000000G");
    set_thread_count(6);
    CHECK(thread_count() == before);
    std::atomic<int> done = 0;
    parallel_for_each(100, [&](std::ptrdiff_t) { ++done; });
    parallel_blocks(100, 1,
                    [&](std::ptrdiff_t begin, std::ptrdiff_t end) { done += int(end - begin); });
    CHECK(done == 200);
}
#endif
