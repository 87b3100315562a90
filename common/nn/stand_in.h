// Where a reader's own may stand in for a part of attention (tensor/stand_in.h).
#pragma once

#include "nn/attention.h"
#include "tensor/stand_in.h"

namespace book {

namespace library {

Matrix sinusoidal_positions(int length, int width);

}  // namespace library

// A namespace of its own: the softmax_rows that it calls is the one that chooses.
namespace library_attention {

void attend(ConstView q, ConstView k, ConstView v, Mask mask, View weights, View out);

}  // namespace library_attention

// Heads cut out by 6.1 or joined by 6.2: computed once more over what the library has put into
// `joined`, sentence by sentence. Sentences so long that nobody keeps their weights stay as they are.
inline bool heads_stand_in() { return stand_ins.columns_of_head || stand_ins.join_heads; }
void attend_with_own_heads(ConstView q, ConstView k, ConstView v, const Segments& query_rows,
                           const Segments& key_rows, int heads, Mask mask, View joined);

// d_scores, so far the gradient of the weights w, becomes that of the scores, by 8.3; not yet
// multiplied by 1 / sqrt(d).                                              w, d_scores: (n x m)
void own_gradient_of_softmax(ConstView w, View d_scores);

}  // namespace book
