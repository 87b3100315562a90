// How fast this processor multiplies and adds at best: the roof under which the products stand.
//
// Nothing here computes anything of use. Compiled as gemm_kernel.cpp is: with fused multiply-adds.
#include "tensor/kernels/kernels.h"
#include "tensor/kernels/tuning.h"
#include "tensor/kernels/vectors.h"

namespace book::kernels::BOOK_KERNEL_NAME {
namespace {

constexpr int kWidth = kTuning.width;
constexpr int kRows = 6;  // kRows x kVectors sums, as in a tile of the product
constexpr int kVectors = kTuning.tile_vectors;
constexpr int kChains = 12;

using Floats = Vector<kWidth>::Floats;

// Chains that do not wait for each other: a multiply-add takes some four cycles until its result is
// there, and two begin in every cycle. factor and term come from memory, so nothing is worked out before.
inline void add_up(const Floats* sums, int n, float* result) {
    for (int i = 0; i < n; ++i)
        for (int lane = 0; lane < kWidth; ++lane) *result += sums[i][lane];
}

}  // namespace

double peak_registers(long steps, const float* memory, float* result) {
    const Floats factor = load<kWidth>(memory);
    const Floats term = load<kWidth>(memory + kWidth);
    Floats sum[kChains];  // no two alike: a compiler would compute them once
    for (int i = 0; i < kChains; ++i) sum[i] = load<kWidth>(memory + i * kWidth);
    for (long step = 0; step < steps; ++step)
#pragma GCC unroll 12
        for (int i = 0; i < kChains; ++i) sum[i] = sum[i] * factor + term;
    add_up(sum, kChains, result);
    return 2.0 * kChains * kWidth * static_cast<double>(steps);
}

double peak_cache(long steps, const float* memory, float* result) {
    const float* a = memory;                       // (kRows x kPeakDepth)
    const float* b = memory + kRows * kPeakDepth;  // (kPeakDepth x kVectors kWidth)
    Floats sum[kRows][kVectors] = {};
    for (long step = 0; step < steps; ++step)
        for (long p = 0; p < kPeakDepth; ++p) {
            Floats row[kVectors];
#pragma GCC unroll 4
            for (int v = 0; v < kVectors; ++v)
                row[v] = load<kWidth>(b + (p * kVectors + v) * kWidth);
#pragma GCC unroll 6
            for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 4
                for (int v = 0; v < kVectors; ++v) sum[i][v] += a[i * kPeakDepth + p] * row[v];
        }
    for (int i = 0; i < kRows; ++i) add_up(sum[i], kVectors, result);
    return 2.0 * kRows * kVectors * kWidth * static_cast<double>(kPeakDepth * steps);
}

}  // namespace book::kernels::BOOK_KERNEL_NAME
