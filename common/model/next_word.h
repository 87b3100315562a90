// What a search (model/decoding.h) asks a model, word after word: the scores of the next one, for many
// hypotheses.
//
// A Transformer has two answers: with a key-value cache (model/incremental_decoder.h), and by running
// the whole decoder again over every beginning. The second is slow and obvious; a test holds the first
// to it. A model of another kind, one without an encoder, needs an answer of its own, and no search.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "tensor/view.h"

namespace book {

class Transformer;

class NextWord {
  public:
    virtual ~NextWord() = default;
    virtual int hypotheses() const = 0;  // side by side, now
    // Feeds one token to every hypothesis; (hypotheses x V), valid until the next call.
    virtual ConstView step(std::span<const int> tokens) = 0;
    // Goes on with the hypotheses parents[0], parents[1], ...
    virtual void select(std::span<const int> parents) = 0;
};

// Encodes the sentences (tokens, without kEnd) and starts with one empty hypothesis for each.
// InputError for a sentence longer than the model's limit. It reads a model that has a name: a
// temporary one does not compile.
std::unique_ptr<NextWord> make_next_word(const Transformer& model,
                                         const std::vector<std::vector<int>>& sources, bool cache);
std::unique_ptr<NextWord> make_next_word(const Transformer&& model,
                                         const std::vector<std::vector<int>>& sources,
                                         bool cache) = delete;

}  // namespace book
