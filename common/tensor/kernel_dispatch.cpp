#include "tensor/kernel_dispatch.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/random.h"
#include "core/require.h"
#include "tensor/gemm_reference.h"
#include "tensor/lane_sum.h"

namespace book {

// ---- the reference as a kernel -----------------------------------------------------------------

void kernels::reference::gemm(const Product& product, real*) { gemm_reference(product); }

void kernels::reference::packed_times_row(const PackedRows& w, const real* x, real* y) {
    const auto [numbers, bytes] = block_of(w.type);
    real block[32];
    for (long j = 0; j < w.rows; ++j) {
        const unsigned char* row = w.data + j * w.row_bytes;
        real sum = 0;
        for (long k = 0; k < w.depth; k += numbers, row += bytes) {
            expand(w.type, row, 1, block);
            for (int i = 0; i < numbers; ++i) sum = std::fma(x[k + i], block[i], sum);
        }
        y[j] = sum;
    }
}

void kernels::reference::unpack_panel(const PackedRows& w, real* panel) {
    const auto [numbers, bytes] = block_of(w.type);
    real block[32];
    for (long j = 0; j < w.rows; ++j) {
        const unsigned char* row = w.data + j * w.row_bytes;
        for (long k = 0; k < w.depth; k += numbers, row += bytes) {
            expand(w.type, row, 1, block);
            for (int i = 0; i < numbers; ++i) panel[(k + i) * kPanelCols + j] = block[i];
        }
    }
}

void kernels::reference::exp_row(const real* x, real* y, long n) {
    for (long i = 0; i < n; ++i) y[i] = static_cast<real>(std::exp(static_cast<double>(x[i])));
}

ExpRow kernels::reference::exp_row_from_top(const real* x, real* y, long n) {
    constexpr real kMinusInfinity = -std::numeric_limits<real>::infinity();
    real top = kMinusInfinity;
    for (long i = 0; i < n; ++i) top = x[i] > top ? x[i] : top;
    if (top == kMinusInfinity) top = 0;
    for (long i = 0; i < n; ++i) y[i] = x[i] - top;
    exp_row(y, y, n);
    return {top, lane_sum<real>(n, [y](long i) { return y[i]; })};
}

void kernels::reference::drop_row(const Dropout& d, long first, const real* x, real* y, long n,
                                  bool accumulate) {
    drop(d, first, x, y, n, accumulate);
}

void kernels::reference::sigmoid_row(const real* x, real* y, long n) {
    for (long i = 0; i < n; ++i)
        y[i] = static_cast<real>(1 / (1 + std::exp(-static_cast<double>(x[i]))));
}

void kernels::reference::tanh_row(const real* x, real* y, long n) {
    for (long i = 0; i < n; ++i) y[i] = static_cast<real>(std::tanh(static_cast<double>(x[i])));
}

double kernels::reference::peak_registers(long steps, const real* memory, real* result) {
    real sum[4] = {};
    for (long step = 0; step < steps; ++step)
        for (real& s : sum) s = std::fma(s, memory[0], memory[1]);
    *result += sum[0] + sum[1] + sum[2] + sum[3];
    return 2.0 * 4 * static_cast<double>(steps);
}

double kernels::reference::peak_cache(long steps, const real* memory, real* result) {
    for (long step = 0; step < steps; ++step)
        for (long p = 0; p < kPeakDepth; ++p)
            *result = std::fma(memory[p], memory[kPeakDepth + p], *result);
    return 2.0 * static_cast<double>(kPeakDepth * steps);
}

// ---- the kernels that were built in ------------------------------------------------------------

namespace {

struct Candidate {
    Kernel kernel;
    bool must_fuse;
    bool (*runs_here)();
};

bool always() { return true; }
#ifdef BOOK_HAS_KERNEL_AVX2
bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#endif
#ifdef BOOK_HAS_KERNEL_AVX512
bool has_avx512() { return __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma"); }
#endif

#define BOOK_KERNEL(name)                                                                         \
    {                                                                                             \
#name, kernels::name::gemm, kernels::name::packed_times_row, kernels::name::unpack_panel, \
            kernels::name::exp_row, kernels::name::exp_row_from_top, kernels::name::drop_row,     \
            kernels::name::sigmoid_row, kernels::name::tanh_row, kernels::name::peak_registers,   \
            kernels::name::peak_cache                                                             \
    }
constexpr Candidate kCandidates[] = {
// best first
#ifdef BOOK_HAS_KERNEL_AVX512
    {BOOK_KERNEL(avx512), true, has_avx512},
#endif
#ifdef BOOK_HAS_KERNEL_AVX2
    {BOOK_KERNEL(avx2), true, has_avx2},
#endif
#ifdef BOOK_HAS_KERNEL_NEON
    {BOOK_KERNEL(neon), true, always},  // every processor of this kind has it
#endif
#ifdef BOOK_HAS_KERNEL_WASM
    {BOOK_KERNEL(wasm), false, always},  // whether it fuses is the browser's affair
#endif
#ifdef BOOK_HAS_KERNEL_GENERIC
    {BOOK_KERNEL(generic), false, always},
#endif
    {BOOK_KERNEL(reference), false, always},
};
#undef BOOK_KERNEL

// A product with every kind of tile in it, compared with the reference.
bool multiplies_exactly(const Kernel& kernel) {
    constexpr long kRows = 7;
    constexpr long kCols = 64 + 32 + 8 + 4 + 3;
    constexpr long kDepth = 5;
    Rng rng(7);
    const auto random = [&rng] { return static_cast<real>(rng.uniform() - 0.5); };
    std::vector<real> a(kRows * kDepth);
    std::vector<real> b(kDepth * kCols);
    std::generate(a.begin(), a.end(), random);
    std::generate(b.begin(), b.end(), random);

    std::vector<real> c(kRows * kCols);
    std::vector<real> expected(c.size());
    std::vector<real> workspace(kWorkspaceSize);
    Product product{kRows,    kCols, kDepth, a.data(), kDepth, 1,
                    b.data(), kCols, 1,      c.data(), kCols,  false};
    kernel.gemm(product, workspace.data());
    product.c = expected.data();
    gemm_reference(product);
    return c == expected;
}

struct Choice {
    const Kernel* kernel;
    bool exact;
};

Choice choice_of(const Candidate& candidate) {
    const bool exact = multiplies_exactly(candidate.kernel);
    require(
        exact || !candidate.must_fuse,
        "the {} kernel was built without fused multiply-add: compile common/tensor/kernels with "
        "-O2 or more and without sanitizers",
        candidate.kernel.name);
    return {&candidate.kernel, exact};
}

Choice choice_named(std::string_view name) {
    const auto candidate =
        std::find_if(std::begin(kCandidates), std::end(kCandidates),
                     [name](const Candidate& c) { return c.kernel.name == name; });
    const bool known = candidate != std::end(kCandidates);
    require_input(known && candidate->runs_here(),
                  "kernel {}: {}; set BOOK_KERNEL to one of {}, or not at all", name,
                  known ? "this processor cannot run it" : "there is none of that name",
                  fmt::join(available_kernels(), ", "));
    return choice_of(*candidate);
}

Choice first_choice() {
    const char* forced = std::getenv("BOOK_KERNEL");
    if (forced && *forced) return choice_named(forced);
    return choice_named(available_kernels().front());
}

Choice& choice() {
    static Choice in_use = first_choice();
    return in_use;
}

}  // namespace

const Kernel& kernel() { return *choice().kernel; }
const char* kernel_name() { return kernel().name; }
bool kernel_is_exact() { return choice().exact; }

std::vector<const char*> available_kernels() {
    std::vector<const char*> names;
    for (const Candidate& candidate : kCandidates)
        if (candidate.runs_here()) names.push_back(candidate.kernel.name);
    return names;
}

void select_kernel(std::string_view name) { choice() = choice_named(name); }

}  // namespace book
