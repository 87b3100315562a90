// What a long sentence costs, and that its numbers depend on no machine.
#include "nn/long_attention.h"

#include <sys/resource.h>

#include "nn/attention.h"
#include "tensor/tensor_testing.h"

using namespace book;

namespace {

Matrix attended(const Matrix& x, const Matrix& dout, int heads) {
    Segments rows;
    rows.add(x.rows());
    Tape tape;
    const Var v = tape.input(x);
    tape.backward(attention_heads(v, v, v, rows, rows, heads, Mask::causal), dout);
    return Matrix(v.grad());
}

}  // namespace

TEST_CASE("attention_heads: a long sentence has the same bits with every kernel and any threads",
          "[nn]") {
    const GlobalState restore;
    Rng rng(1);
    const Matrix x = randn({kLongSentence + 77, 16}, rng), dout = randn(x.shape(), rng);
    std::vector<Matrix> results;
    for (const char* name : available_kernels()) {
        if (std::string(name) == "reference") continue;  // its exp is the C library's
        select_kernel(name);
        if (!kernel_is_exact()) continue;
        for (const int threads : {1, 2, 3}) {
            set_thread_count(threads);
            results.push_back(attended(x, dout, 4));
        }
    }
    for (const Matrix& result : results) CHECK(same_bits(result, results.front()));
}

#ifndef __SANITIZE_ADDRESS__  // which keeps what was freed, and shadows of everything
TEST_CASE("attention_heads: 4,096 words need less than 32 MiB more, gradients included", "[nn]") {
    const auto held_kib = [] {
        struct rusage usage {};
        getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
        return usage.ru_maxrss / 1024;  // it counts bytes
#else
        return usage.ru_maxrss;
#endif
    };
    Rng rng(1);
    const Matrix x = randn({4096, 64}, rng), dout = randn(x.shape(), rng);
    const long before = held_kib();
    const Matrix gradient = attended(x, dout, 1);
    const long more = held_kib() - before;  // all weights at once would be 64 MiB, twice
    CHECK(std::isfinite(norm(gradient)));
    CHECK(more < 32 * 1024);
}
#endif
