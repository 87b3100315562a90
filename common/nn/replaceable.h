// The parts of a Transformer that a program may replace by functions of its own (tensor/replaceable.h).
#pragma once

#include <span>

#include "tensor/ops.h"
#include "tensor/replaceable.h"
#include "tensor/segments.h"

namespace book {

struct ReplaceableLayers {
    Replaceable<Matrix(int length, int width)> sinusoidal_positions;
    Replaceable<void(ConstView q, ConstView k, ConstView v, Mask mask, View weights, View out)>
        attend;
    // Called when attention_heads() is done, on what it was given: puts something else into `joined`.
    // The weights that are kept for the gradient stay those of the library.
    Replaceable<void(ConstView q, ConstView k, ConstView v, const Segments& query_rows,
                     const Segments& key_rows, int heads, Mask mask, View joined)>
        heads;
    // d_scores, so far the gradient of the weights w, becomes that of the scores; not yet multiplied
    // by 1 / sqrt(d).                                                         w, d_scores: (n x m)
    Replaceable<void(ConstView w, View d_scores)> softmax_gradient;
    // rotate() of pairs in halves, on the way forward; y is not x.
    Replaceable<void(ConstView x, std::span<const int> positions, ConstView table, View y)> rotate;
};
inline constinit ReplaceableLayers replaceable_layers;

}  // namespace book
