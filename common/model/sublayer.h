// How a layer is put together: a residual connection and a layer norm around each sublayer.
#pragma once

#include "autodiff/ops.h"
#include "model/config.h"
#include "model/layers.h"

namespace book {

// Post-norm, as in the paper: norm(x + dropout(f(x))). Pre-norm: x + dropout(f(norm(x))).
// (Vaswani et al. 2017, section 3.1; Xiong et al. 2020 compare the two.)             x: (n x d)
template <class F>
Var sublayer(const TransformerConfig& config, DropoutSeed seed, const LayerNorm& norm, Var x, F f) {
    // [sublayer]
    const Var y = f(config.pre_norm ? layer_norm(norm, x) : x);
    const Var kept = dropout(y, config.dropout, seed);
    return config.pre_norm ? add(x, kept) : add_layer_norm(norm, x, kept);
    // [/sublayer]
}

// A decoder layer, given how its two attentions are computed: over whole sentences, or for the last
// word with the help of a cache.
template <class SelfAttention, class CrossAttention>
Var decoder_layer(const TransformerConfig& config, DropoutSeed seed, const DecoderLayer& layer,
                  Var x, SelfAttention self_attention, CrossAttention cross_attention) {
    x = sublayer(config, seed, layer.self_attention_norm, x, self_attention);
    x = sublayer(config, seed, layer.cross_attention_norm, x, cross_attention);
    return sublayer(config, seed, layer.feed_forward_norm, x,
                    [&](Var v) { return feed_forward(layer.feed_forward, v); });
}

}  // namespace book
