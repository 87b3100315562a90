#include "tensor/weight_type.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "tensor/half.h"

namespace book {
namespace {

static_assert(std::endian::native == std::endian::little, "the blocks are little-endian");

constexpr int kNumbers = 32;  // in a block of small numbers

template <class T>
T bits_at(const unsigned char* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

template <class T>
void write(unsigned char* to, T value) {
    std::memcpy(to, &value, sizeof value);
}

float f16_at(const unsigned char* from) { return from_f16(bits_at<std::uint16_t>(from)); }

// A block of four or five bits: its parts, and where they begin.
struct Layout {
    bool has_minimum, has_fifth;
    int levels() const { return has_fifth ? 32 : 16; }
    int fifth() const { return has_minimum ? 4 : 2; }
    int small() const { return fifth() + (has_fifth ? 4 : 0); }
};

Layout layout_of(WeightType type) {
    return {type == WeightType::q4_1 || type == WeightType::q5_1,
            type == WeightType::q5_0 || type == WeightType::q5_1};
}

// ---- expand ------------------------------------------------------------------------------------

void expand_small(Layout l, const unsigned char* block, real* to) {
    const float d = f16_at(block);
    const int half = l.levels() / 2;
    const auto middle = static_cast<float>(half);
    const float m = l.has_minimum ? f16_at(block + 2) : -middle * d;
    const std::uint32_t fifth = l.has_fifth ? bits_at<std::uint32_t>(block + l.fifth()) : 0;
    const unsigned char* small = block + l.small();
    for (int i = 0; i < kNumbers; ++i) {
        const int four = i < 16 ? small[i] & 15 : small[i - 16] >> 4;
        const int q = four + static_cast<int>(fifth >> i & 1) * 16;
        to[i] = static_cast<real>(d * static_cast<float>(q) + m);
    }
}

void expand_bytes(const unsigned char* block, real* to) {
    const float d = f16_at(block);
    for (int i = 0; i < kNumbers; ++i)
        to[i] = static_cast<real>(d * static_cast<float>(static_cast<std::int8_t>(block[2 + i])));
}

// ---- compress ----------------------------------------------------------------------------------

// How many steps of size d a number is: 1 / d, which is that of the float and not of the half that is kept.
// A step too small for that is 0 as a half.
float inverse_of(float d) {
    const float inverse = 1 / d;
    return std::isfinite(inverse) ? inverse : 0;
}

// The whole number below, 0 to levels - 1.
int level_of(float x, int levels) {
    const int most = levels - 1;
    if (!(x > 0)) return 0;  // also if it is no number
    return x < static_cast<float>(most) ? static_cast<int>(x) : most;
}

void compress_small(Layout l, const float* from, unsigned char* block) {
    float least = from[0], most = from[0], farthest = 0;
    for (int i = 0; i < kNumbers; ++i) {
        least = std::min(least, from[i]);
        most = std::max(most, from[i]);
        if (std::abs(farthest) < std::abs(from[i])) farthest = from[i];
    }
    // Without a minimum the number farthest from 0 takes the lowest level, its sign that of -d.
    const auto levels = static_cast<float>(l.levels());
    const float d = l.has_minimum ? (most - least) / (levels - 1) : farthest / -(levels / 2);
    const float first = l.has_minimum ? least : 0;
    const float middle = l.has_minimum ? 0 : levels / 2;
    const float inverse = inverse_of(d);

    write(block, to_f16(d));
    if (l.has_minimum) write(block + 2, to_f16(least));
    std::uint32_t fifth = 0;
    unsigned char* small = block + l.small();
    std::memset(small, 0, 16);
    for (int i = 0; i < kNumbers; ++i) {
        const int q = level_of((from[i] - first) * inverse + (middle + 0.5f), l.levels());
        const int shift = i < 16 ? 0 : 4;
        small[i % 16] = static_cast<unsigned char>(small[i % 16] | (q & 15) << shift);
        fifth |= static_cast<std::uint32_t>(q >> 4) << i;
    }
    if (l.has_fifth) write(block + l.fifth(), fifth);
}

void compress_bytes(const float* from, unsigned char* block) {
    float farthest = 0;
    for (int i = 0; i < kNumbers; ++i) farthest = std::max(farthest, std::abs(from[i]));
    const float d = farthest / 127;
    const float inverse = inverse_of(d);
    write(block, to_f16(d));
    for (int i = 0; i < kNumbers; ++i) {
        const float q = std::round(from[i] * inverse);
        const bool fits = std::abs(q) <= 127;  // not where a number of the block is none
        block[2 + i] = static_cast<unsigned char>(static_cast<std::int8_t>(fits ? q : 0));
    }
}

}  // namespace

const char* name_of(WeightType type) {
    switch (type) {
        case WeightType::f32:
            return "F32";
        case WeightType::f16:
            return "F16";
        case WeightType::bf16:
            return "BF16";
        case WeightType::q4_0:
            return "Q4_0";
        case WeightType::q4_1:
            return "Q4_1";
        case WeightType::q5_0:
            return "Q5_0";
        case WeightType::q5_1:
            return "Q5_1";
        case WeightType::q8_0:
            return "Q8_0";
    }
    return "?";
}

void expand(WeightType type, const unsigned char* from, long blocks, real* to) {
    const auto [numbers, bytes] = block_of(type);
    for (long b = 0; b < blocks; ++b, from += bytes, to += numbers) {
        if (type == WeightType::f32)
            *to = static_cast<real>(bits_at<float>(from));
        else if (type == WeightType::f16)
            *to = static_cast<real>(f16_at(from));
        else if (type == WeightType::bf16)
            *to = static_cast<real>(from_bf16(bits_at<std::uint16_t>(from)));
        else if (type == WeightType::q8_0)
            expand_bytes(from, to);
        else
            expand_small(layout_of(type), from, to);
    }
}

void compress(WeightType type, const real* from, long blocks, unsigned char* to) {
    const auto [numbers, bytes] = block_of(type);
    for (long b = 0; b < blocks; ++b, from += numbers, to += bytes) {
        float x[kNumbers];
        for (int i = 0; i < numbers; ++i) x[i] = static_cast<float>(from[i]);
        if (type == WeightType::f32)
            write(to, x[0]);
        else if (type == WeightType::f16)
            write(to, to_f16(x[0]));
        else if (type == WeightType::bf16)
            write(to, to_bf16(x[0]));
        else if (type == WeightType::q8_0)
            compress_bytes(x, to);
        else
            compress_small(layout_of(type), x, to);
    }
}

bool all_finite(WeightType type, const unsigned char* from, long blocks) {
    const int bytes = block_of(type).bytes;
    const bool has_minimum = layout_of(type).has_minimum;
    bool finite = true;
    for (long b = 0; b < blocks; ++b, from += bytes) {
        if (type == WeightType::f32)
            finite &= std::isfinite(bits_at<float>(from));
        else if (type == WeightType::bf16)
            finite &= std::isfinite(from_bf16(bits_at<std::uint16_t>(from)));
        else
            finite &= (bits_at<std::uint16_t>(from) & 0x7c00) != 0x7c00;
        if (has_minimum) finite &= (bits_at<std::uint16_t>(from + 2) & 0x7c00) != 0x7c00;
    }
    return finite;
}

}  // namespace book
