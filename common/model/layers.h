// What the encoder and the decoder are stacks of (Vaswani et al. 2017, figure 1).
#pragma once

#include "nn/attention.h"
#include "nn/feed_forward.h"
#include "nn/layer_norm.h"

namespace book {

struct EncoderLayer {
    MultiHeadAttention self_attention;
    LayerNorm self_attention_norm;
    FeedForward feed_forward;
    LayerNorm feed_forward_norm;
};

struct DecoderLayer {
    MultiHeadAttention self_attention;
    LayerNorm self_attention_norm;
    MultiHeadAttention cross_attention;
    LayerNorm cross_attention_norm;
    FeedForward feed_forward;
    LayerNorm feed_forward_norm;
};

}  // namespace book
