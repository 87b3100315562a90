// Attention over long sentences, in blocks: memory that grows with the length, not with its square.
//
// The weights of n queries over m keys are n m numbers, and nobody needs them all at once. Here a block
// of queries walks over blocks of keys, and keeps for each query the largest score so far, the sum of
// the exponentials, and the mixture of the values; when a block brings a larger score, what was summed
// before is scaled down (Milakov and Gimelshein 2018, "Online normalizer calculation for softmax"). The
// gradient computes the weights of a block once more (Dao et al. 2022, "FlashAttention").
//
// It is attend() but for rounding; a test holds them together.
#pragma once

#include <span>

#include "tensor/ops.h"

namespace book {

// Longer than this, attention_heads() works in blocks.
inline constexpr int kLongSentence = 256;  // keys
inline constexpr int kBlockQueries = 64;
inline constexpr int kBlockKeys = 128;

// out = softmax(q k^T / sqrt(d)) v; log_sums[i] = log of the sum over the keys of exp(score of query i).
//                                     q: (n x d), k: (m x d), v: (m x e), n log_sums, out: (n x e)
void attend_in_blocks(ConstView q, ConstView k, ConstView v, Mask mask, std::span<real> log_sums,
                      View out);

// Adds to dq, dk and dv what comes back from dout; an empty view is not asked for.
struct AttentionGrads {
    View dq, dk, dv;
};
void attend_in_blocks_backward(ConstView q, ConstView k, ConstView v, Mask mask,
                               std::span<const real> log_sums, ConstView out, ConstView dout,
                               AttentionGrads grads);

}  // namespace book
