// A trained model as a file: all that is needed to translate with it.
//
// The file is in the safetensors format (formats/safetensors.h), so Python opens it too:
//     from safetensors.torch import load_file;  load_file("model.safetensors")["embedding"]
//
// Matrices are float32, stored row by row; d is the width, V the vocabulary, f the feed-forward
// width, i counts layers from 0. A row vector is multiplied from the left, y = x W + b, so a weight
// is (in x out): the transpose of what torch.nn.Linear keeps.
//
//     name                                         shape     is
//     embedding                                    (V x d)   a row per token: source, target, output
//     encoder.i.self_attention.query.weight        (d x d)   W_Q; head h owns d/heads columns
//     encoder.i.self_attention.key.weight          (d x d)   W_K
//     encoder.i.self_attention.value.weight        (d x d)   W_V
//     encoder.i.self_attention.output.weight       (d x d)   W_O; head h owns d/heads rows
//     encoder.i.self_attention.{query,...}.bias    (1 x d)   only with config.attention_bias
//     encoder.i.self_attention_norm.gain, .bias    (1 x d)
//     encoder.i.feed_forward.inner.weight, .bias   (d x f), (1 x f)
//     encoder.i.feed_forward.outer.weight, .bias   (f x d), (1 x d)
//     encoder.i.feed_forward_norm.gain, .bias      (1 x d)
//     decoder.i.*                                  the same, and between them
//     decoder.i.cross_attention.*, cross_attention_norm.*    shaped like self_attention
//     encoder.norm.*, decoder.norm.gain, .bias     (1 x d)   only with config.final_norm
//
// The metadata holds "format" ("attention-book 1"), "config.*" (model/config.h), "merges" (the
// byte-pair encoding, text/bpe.h), "lowercase", "never_read" (tokens that no sentence to learn from held;
// older files have none), and "training.*": facts about how it was trained.
#pragma once

#include <string>
#include <vector>

#include "formats/safetensors.h"
#include "model/saved_model.h"
#include "model/transformer.h"

namespace book {

void save_checkpoint(const std::string& path, const Transformer& model, const Checkpoint& about);

// InputError, in one line, for whatever is wrong with the file. Allocates nothing that the file
// does not fill. The model's numbers are the file's; `about` receives the rest.
Transformer load_checkpoint(const std::string& path, Checkpoint& about);

// Does the file hold this model, to the last bit? False if it cannot be read.
bool holds_model(const std::string& path, const Transformer& model);

// For files that hold a configuration among other things (the state of a training).
void put_config(const TransformerConfig& config, Metadata& metadata);
TransformerConfig get_config(const Metadata& metadata);  // checked; InputError

}  // namespace book
