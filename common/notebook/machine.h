// The picture of the whole machine, with which every chapter opens: the article's sentence goes in at one
// end, its translation comes out at the other, and the part that the chapter explains is lit.
#pragma once

#include "notebook/figure.h"

namespace book {

enum class Part {
    everything,
    tokens,           // 01
    embeddings,       // 02
    positions,        // 03
    attention,        // 04: scores and the mix
    softmax,          // 05
    heads,            // 06
    encoder_decoder,  // 07: blocks, cross attention, the mask, the shift by one
    learning,         // 08: the loss, and the way back
    recurrence,       // 09: what attention took the place of
    search,           // 10: the word that is chosen, and fed in again
    products,         // 11: all the matrix products
    language_model,   // 12: the decoder alone; the encoder and the bridge are struck out
    real_models       // 13: the same in the models that everybody uses
};

Figure machine(Part lit);

}  // namespace book
