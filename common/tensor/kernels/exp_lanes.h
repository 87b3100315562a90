// e^x for a vector of floats, for the kernels that need it.
//
// The C library's exp takes eight times as long, and it is not the same function everywhere. This one
// is off by at most 1.02 units in the last place, and has the same bits for every instruction set,
// vector and compiler, because it consists of single IEEE operations in a fixed order: what includes it
// is compiled with -ffp-contract=off.
#pragma once

#include "tensor/kernels/vectors.h"

namespace book::kernels::BOOK_KERNEL_NAME {
namespace {

// e^x = 2^n e^r with n = x / ln 2 rounded to an integer, so that |r| <= ln 2 / 2; there a polynomial
// of degree 7 is enough (the coefficients are those of Moshier's Cephes library, 1984).
// Small results lose digits gradually, as floats do; e^-inf is 0, e^89 and more is inf, NaN stays NaN.
template <int width>
inline typename Vector<width>::Floats exp_lanes(typename Vector<width>::Floats x) {
    using Floats = typename Vector<width>::Floats;
    using Ints = typename Vector<width>::Ints;
    const auto all = [](float v) { return Floats{} + v; };
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
    const Ints low = (half + 127) << 23;
    const Ints high = (n - half + 127) << 23;
    return p * reinterpret_cast<Floats>(low) * reinterpret_cast<Floats>(high);
}

}  // namespace
}  // namespace book::kernels::BOOK_KERNEL_NAME
