// Exponentials of a row: the hot loop of softmax.
//
// The C library's exp is exact to the last digit and takes ten times as long as a multiplication; and
// it is not the same function everywhere. This one is off by at most 1.02 units in the last place, and
// has the same bits for every instruction set and compiler, because it consists of single IEEE
// operations in a fixed order: the file is compiled with -ffp-contract=off, and sums go through
// lane_sum. -fno-trapping-math allows GCC to compute both sides of a `?:` at once.
#include "tensor/kernels/kernels.h"
#include "tensor/lane_sum.h"

namespace book::kernels::BOOK_KERNEL_NAME {
namespace {

// e^x = 2^n e^r with n = x / ln 2 rounded to an integer, so that |r| <= ln 2 / 2; there a polynomial
// of degree 7 is enough (the coefficients are those of Moshier's Cephes library, 1984).
// Small results lose digits gradually, as floats do; e^-inf is 0, e^89 and more is inf, NaN stays NaN.
inline float exp_of(float x) {
    x = x > 89.0f ? 89.0f : x;
    x = x < -104.0f ? -104.0f : x;

    // Floats above 2^23 are integers: adding 1.5 2^23 rounds, and leaves n in the low bits.
    constexpr float kRound = 12582912.0f;
    constexpr int kRoundBits = 0x4B400000;
    const float shifted = x * 1.44269504f + kRound;  // 1 / ln 2
    const float whole = shifted - kRound;
    const int n = __builtin_bit_cast(int, shifted) - kRoundBits;

    // ln 2 in two parts, the first so short that whole * first is exact (Cody and Waite 1980).
    float r = x - whole * 0.693359375f;
    r = r + whole * 2.12194440e-4f;

    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = (p * r) * r + r + 1.0f;

    // 2^n in two factors, because n reaches from -150 to 128: more than one exponent can hold.
    const int half = n >> 1;
    const float low = __builtin_bit_cast(float, (half + 127) << 23);
    const float high = __builtin_bit_cast(float, (n - half + 127) << 23);
    return p * low * high;
}

// The largest x, where a NaN is larger than nothing: it will show in the exponentials. Lanes, because
// clang does not vectorise a maximum that may meet a NaN.
inline float largest(const float* x, long n) {
    constexpr int kLanes = 16;
    float lane[kLanes];
    for (float& top : lane) top = -__builtin_inff();
    long i = 0;
    for (; i + kLanes <= n; i += kLanes)
        for (int j = 0; j < kLanes; ++j) lane[j] = x[i + j] > lane[j] ? x[i + j] : lane[j];
    for (; i < n; ++i) lane[0] = x[i] > lane[0] ? x[i] : lane[0];
    float top = lane[0];
    for (float candidate : lane) top = candidate > top ? candidate : top;
    return top;
}

}  // namespace

void exp_row(const float* x, float* y, long n) {
#pragma omp simd
    for (long i = 0; i < n; ++i) y[i] = exp_of(x[i]);
}

ExpRow exp_row_from_top(const float* x, float* y, long n) {
    constexpr float kMinusInfinity = -__builtin_inff();
    float top = largest(x, n);
    if (top == kMinusInfinity) top = 0;
#pragma omp simd
    for (long i = 0; i < n; ++i) y[i] = exp_of(x[i] - top);
    return {top, lane_sum<float>(n, [y](long i) { return y[i]; })};
}

}  // namespace book::kernels::BOOK_KERNEL_NAME
