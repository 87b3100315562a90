// What a decoder asks a model, word after word: the scores of the next one, for many hypotheses.
//
// Two answers: with a key-value cache (model/incremental_decoder.h), and by running the whole decoder
// again over every beginning. The second is slow and obvious; a test holds the first to it.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "model/transformer.h"

namespace book {

class NextWord {
  public:
    virtual ~NextWord() = default;
    // Feeds one token to every hypothesis; (hypotheses x V), valid until the next call.
    virtual ConstView step(std::span<const int> tokens) = 0;
    // Goes on with the hypotheses parents[0], parents[1], ...
    virtual void select(std::span<const int> parents) = 0;
};

// Encodes the sentences (tokens, without kEnd) and starts with one empty hypothesis for each. The
// model must outlive it. InputError for a sentence longer than the model's limit.
std::unique_ptr<NextWord> make_next_word(const Transformer& model,
                                         const std::vector<std::vector<int>>& sources, bool cache);

}  // namespace book
