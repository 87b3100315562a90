// How weights are kept: as floats, as halves, or in blocks of 32 small whole numbers that share a scale.
//
// The formats are those of GGUF files (ggml, quantize_row_*_ref and dequantize_row_*; 2023). Little-endian;
// d and m are F16 (tensor/half.h), q are the small numbers, two to a byte: the lower four bits of byte j
// are number j, the upper four number j + 16. The fifth bits of Q5 lie in four bytes, bit j for number j.
//
//     F32, F16, BF16   the number
//     Q4_0   d (2 bytes), q (16)                     x = d q - 8 d
//     Q4_1   d (2), m (2), q (16)                    x = d q + m
//     Q5_0   d (2), fifth bits (4), q (16)           x = d q - 16 d
//     Q5_1   d (2), m (2), fifth bits (4), q (16)    x = d q + m
//     Q8_0   d (2), q (32 signed bytes)              x = d q
//
// d q has at most 19 binary digits and is exact in a float; only the sum with m rounds, once. So every
// instruction set, with fused multiply-add or without, expands to the same bits.
//
// The kernels include this: no standard header here.
#pragma once

#include "core/real.h"

namespace book {

enum class WeightType { f32, f16, bf16, q4_0, q4_1, q5_0, q5_1, q8_0 };

inline constexpr WeightType kWeightTypes[] = {WeightType::f32,  WeightType::f16,  WeightType::bf16,
                                              WeightType::q4_0, WeightType::q4_1, WeightType::q5_0,
                                              WeightType::q5_1, WeightType::q8_0};

// What lies together: so many numbers in so many bytes. A row of a matrix is whole blocks.
struct WeightBlock {
    int numbers, bytes;
};

static constexpr WeightBlock block_of(WeightType type) {
    switch (type) {
        case WeightType::f32:
            return {1, 4};
        case WeightType::f16:
        case WeightType::bf16:
            return {1, 2};
        case WeightType::q4_0:
            return {32, 2 + 16};
        case WeightType::q4_1:
            return {32, 4 + 16};
        case WeightType::q5_0:
            return {32, 2 + 4 + 16};
        case WeightType::q5_1:
            return {32, 4 + 4 + 16};
        case WeightType::q8_0:
            return {32, 2 + 32};
    }
    return {1, 4};
}

const char* name_of(WeightType type);  // "Q4_1", as files have it

// `blocks` blocks become block_of(type).numbers each, and back. compress() rounds as ggml's reference does:
// the scale from the largest number of the block, each number to the nearest of its steps. In the double
// build numbers are rounded to float first.
void expand(WeightType type, const unsigned char* from, long blocks, real* to);
void compress(WeightType type, const real* from, long blocks, unsigned char* to);

// Whether the numbers of these blocks are all finite: a scale of a damaged file may be none.
bool all_finite(WeightType type, const unsigned char* from, long blocks);

}  // namespace book
