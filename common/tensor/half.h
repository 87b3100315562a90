// Numbers of 16 bits: F16 (IEEE 754's binary16: 1 sign, 5 bits of exponent, 10 of fraction) and BF16 (the
// upper half of a float: 8 bits of exponent, 7 of fraction).
//
// To float every one of them is exact; from float they round to the nearest, ties to the even one. What
// is too large becomes infinite, and a NaN stays one. Everything with integers: the same bits everywhere.
#pragma once

#include <cstdint>

namespace book {

// std::bit_cast, which Debian's Emscripten does not have yet.
template <class To, class From>
constexpr To bits_as(From x) {
    return __builtin_bit_cast(To, x);
}

inline float from_bf16(std::uint16_t bits) {
    return bits_as<float>(static_cast<std::uint32_t>(bits) << 16);
}

inline std::uint16_t to_bf16(float x) {
    const auto bits = bits_as<std::uint32_t>(x);
    if (x != x)
        return static_cast<std::uint16_t>(bits >> 16 | 0x40);  // or its fraction might be lost
    const std::uint32_t odd = bits >> 16 & 1;
    return static_cast<std::uint16_t>((bits + 0x7fff + odd) >> 16);
}

inline float from_f16(std::uint16_t bits) {
    const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000) << 16;
    const std::uint32_t rest = static_cast<std::uint32_t>(bits & 0x7fff) << 13;
    constexpr std::uint32_t kExponent = 0x1f << 23;  // all of F16's, where a float has its own
    constexpr std::uint32_t kBias = (127 - 15) << 23;
    std::uint32_t magnitude = rest + kBias;
    if ((rest & kExponent) == kExponent) magnitude += kBias;  // infinite, or NaN
    if ((rest & kExponent) == 0) {
        // A fraction without the leading one, times 2^-14: put the one there and take it away again.
        const float one = bits_as<float>(kBias + (1u << 23));  // 2^-14
        magnitude =
            bits_as<std::uint32_t>(bits_as<float>(magnitude + (1u << 23)) - one);
    }
    return bits_as<float>(sign | magnitude);
}

inline std::uint16_t to_f16(float x) {
    const auto bits = bits_as<std::uint32_t>(x);
    const std::uint32_t sign = bits >> 16 & 0x8000;
    const std::uint32_t magnitude = bits & 0x7fffffff;
    std::uint32_t half = 0;
    if (magnitude > 0x7f800000) {
        half = 0x7e00;  // NaN
    } else if (magnitude >= 0x477ff000) {
        half = 0x7c00;                     // 65520 and more: nearer to infinity than to 65504
    } else if (magnitude >= 0x38800000) {  // 2^-14: the smallest with a leading one
        const std::uint32_t odd = magnitude >> 13 & 1;
        half = (magnitude - ((127u - 15) << 23) + 0xfff + odd) >> 13;
    } else {
        // The sum with 0.5 rounds at its last bit, 2^-24, which is F16's smallest step.
        const float sum = bits_as<float>(magnitude) + 0.5f;
        half = bits_as<std::uint32_t>(sum) - bits_as<std::uint32_t>(0.5f);
    }
    return static_cast<std::uint16_t>(sign | half);
}

}  // namespace book
