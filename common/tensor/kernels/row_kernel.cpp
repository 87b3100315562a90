// Exponentials of a row: the hot loop of softmax.
//
// The C library's exp takes eight times as long, and it is not the same function everywhere. This one
// is off by at most 1.02 units in the last place, and has the same bits for every instruction set and
// compiler, because it consists of single IEEE operations in a fixed order: the file is compiled with
// -ffp-contract=off, and sums go through lane_sum.
#include "tensor/kernels/kernels.h"
#include "tensor/lane_sum.h"

namespace book::kernels::BOOK_KERNEL_NAME {
namespace {

// No wider with AVX-512: the rows of attention have 10 to 60 scores.
#if defined(__AVX__)
constexpr int kWidth = 8;
#else
constexpr int kWidth = 4;
#endif
typedef float Floats __attribute__((vector_size(kWidth * sizeof(float))));
typedef int Ints __attribute__((vector_size(kWidth * sizeof(int))));
typedef float Memory __attribute__((vector_size(kWidth * sizeof(float)), aligned(4), may_alias));

inline Floats all(float x) { return Floats{} + x; }
inline Floats load(const float* from) { return *reinterpret_cast<const Memory*>(from); }
inline void store(float* to, Floats x) { *reinterpret_cast<Memory*>(to) = x; }

// e^x = 2^n e^r with n = x / ln 2 rounded to an integer, so that |r| <= ln 2 / 2; there a polynomial
// of degree 7 is enough (the coefficients are those of Moshier's Cephes library, 1984).
// Small results lose digits gradually, as floats do; e^-inf is 0, e^89 and more is inf, NaN stays NaN.
inline Floats exp_of(Floats x) {
    x = x > all(89.0f) ? all(89.0f) : x;
    x = x < all(-104.0f) ? all(-104.0f) : x;

    // Floats above 2^23 are integers: adding 1.5 2^23 rounds, and leaves n in the low bits.
    constexpr float kRound = 12582912.0f;
    constexpr int kRoundBits = 0x4B400000;
    const Floats shifted = x * 1.44269504f + kRound;  // 1 / ln 2
    const Floats whole = shifted - kRound;
    const Ints n = reinterpret_cast<Ints>(shifted) - kRoundBits;

    // ln 2 in two parts, the first so short that whole * first is exact (Cody and Waite 1980).
    Floats r = x - whole * 0.693359375f;
    r = r + whole * 2.12194440e-4f;

    Floats p = all(1.9875691500e-4f);
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = (p * r) * r + r + 1.0f;

    // 2^n in two factors, because n reaches from -150 to 128: more than one exponent can hold.
    const Ints half = n >> 1;
    const Ints low = (half + 127) << 23, high = (n - half + 127) << 23;
    return p * reinterpret_cast<Floats>(low) * reinterpret_cast<Floats>(high);
}

// y = exp(x - top); y may be x.
inline void exp_of_differences(const float* x, float top, float* y, long n) {
    if (n < kWidth) {
        for (long i = 0; i < n; ++i) y[i] = exp_of(all(x[i] - top))[0];
        return;
    }
    // The last vector overlaps the one before it; computed first, because y may be x.
    const Floats last = exp_of(load(x + n - kWidth) - top);
    for (long i = 0; i + kWidth < n; i += kWidth) store(y + i, exp_of(load(x + i) - top));
    store(y + n - kWidth, last);
}

// The largest x. A NaN is passed over: it will show in the exponentials.
inline float largest(const float* x, long n) {
    Floats tops = all(-__builtin_inff());
    long i = 0;
    for (; i + kWidth <= n; i += kWidth) {
        const Floats next = load(x + i);
        tops = next > tops ? next : tops;
    }
    float top = tops[0];
    for (int lane = 1; lane < kWidth; ++lane) top = tops[lane] > top ? tops[lane] : top;
    for (; i < n; ++i) top = x[i] > top ? x[i] : top;
    return top;
}

}  // namespace

void exp_row(const float* x, float* y, long n) { exp_of_differences(x, 0, y, n); }

ExpRow exp_row_from_top(const float* x, float* y, long n) {
    float top = largest(x, n);
    if (top == -__builtin_inff()) top = 0;
    exp_of_differences(x, top, y, n);
    return {top, lane_sum<float>(n, [y](long i) { return y[i]; })};
}

}  // namespace book::kernels::BOOK_KERNEL_NAME
