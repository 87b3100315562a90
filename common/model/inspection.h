// Looking inside a language model: where its heads look, how long the rows of its stream are, what it would
// say after each layer, and what it loses without some of its heads.
//
// All of it goes through the decoder's hooks (model/language_decoder.h), so it works with any weights that a
// decoder can read: a LanguageModel's (weights_of), or those of other people's files. Layers and heads are
// counted from 0. Letters in shapes: n tokens, d the width, V the vocabulary.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "model/induction.h"
#include "model/language_decoder.h"

namespace book {

struct HeadPlace {
    int layer = 0, head = 0;
    bool operator==(const HeadPlace&) const = default;
};

// ---- where heads look ---------------------------------------------------------------------------

// The weights of one head after softmax: row i is whom token i looks at.                 -> (n x n)
Matrix head_weights(const DecoderWeights& weights, std::span<const int> ids, HeadPlace place);

// The scores of model/induction.h, one table of all heads for each: (layers x heads), the mean over
// `sequences`, each of them the same ids twice.
struct HeadTables {
    Matrix induction, duplicate, previous, sink;
};
HeadTables head_tables(const DecoderWeights& weights,
                       const std::vector<std::vector<int>>& sequences);

// How much of its attention each head gives to the first token of any text: the mean over the tokens from the
// third on, which have a choice. Error for fewer than three tokens.              -> (layers x heads)
Matrix sink_table(const DecoderWeights& weights, std::span<const int> ids);

// The heads with the largest numbers of such a table, the largest first; of equals the earlier.
std::vector<HeadPlace> largest_heads(ConstView table, int count);

// ---- what is lost without some ------------------------------------------------------------------

using InterfereWithHeads = decltype(DecoderHooks::attention);

// These heads look at nothing but the first token, wherever they are asked from. They still give
// something, but it says nothing about the text.
InterfereWithHeads send_to_first(const std::vector<HeadPlace>& heads);
// No head may look at the first token, except that token itself: what it gave to it goes to the others,
// in their proportions. (Of a token that gave nearly everything to the first, little is left to go by: if
// that is less than a millionth, it looks at itself.)
InterfereWithHeads keep_off_first();

// What each token cost, -log of its probability, said from those before it; losses[0] is 0, because nothing
// comes before it.                                                                     -> n numbers
std::vector<double> token_losses(const DecoderWeights& weights, std::span<const int> ids,
                                 const InterfereWithHeads& interfere = {});
double mean_loss(std::span<const double> losses);  // of all but the first

// ---- the stream ---------------------------------------------------------------------------------

// The rows as they enter each layer, and as they leave the last one: layers + 1 matrices of (n x d).
std::vector<Matrix> residual_stream(const DecoderWeights& weights, std::span<const int> ids);

// What a layer's heads would take from these rows if they looked at them: their values. The key-value heads lie
// side by side.                                             rows of the stream: (n x d) -> (n x kv)
Matrix values_in(const DecoderWeights& weights, int layer, ConstView rows);
// The rows as the attention of a layer reads them: normed, unless the norms come last.
Matrix attention_input(const DecoderWeights& weights, int layer, ConstView rows);

// What the model would say after the last token if it had to say it at once: the last norm and the output
// matrix, applied to the last row of each of these. ("logit lens", nostalgebraist 2020)
//                                                                  -> (layers + 1 x V), the last: logits
Matrix logit_lens(const DecoderWeights& weights, const std::vector<Matrix>& stream);

}  // namespace book
