// The decoder, one token at a time, with a key-value cache.
//
// The keys and values of the tokens before stay as they are when a token is added (the causal mask
// sees to that), so they are kept; a new token costs one row, not the whole sentence again.
#pragma once

#include <span>
#include <vector>

#include "model/transformer.h"

namespace book {

// Runs many hypotheses side by side; each belongs to a sentence of the memory.  d: width, V: vocabulary
class IncrementalDecoder {
  public:
    // Starts with one empty hypothesis for each sentence of `memory` (S x d), the encoder's output.
    // It reads a model that has a name: a temporary one does not compile.
    IncrementalDecoder(const Transformer& model, ConstView memory, const Segments& memory_rows);
    IncrementalDecoder(const Transformer&&, ConstView, const Segments&) = delete;

    int hypotheses() const { return static_cast<int>(sentence_.size()); }
    int length() const { return length_; }  // tokens fed to each hypothesis so far
    int sentence(int hypothesis) const { return sentence_[hypothesis]; }

    // Feeds one token to every hypothesis and returns the scores of the next, (hypotheses x V); the
    // view is valid until the next call. Error beyond the model's max_length.
    ConstView step(std::span<const int> tokens);
    // Goes on with the hypotheses parents[0], parents[1], ...: some are dropped, some doubled.
    void select(std::span<const int> parents);

  private:
    // Hypothesis i owns the rows i * capacity_ ... of each matrix.
    struct LayerCache {
        Matrix keys, values;                // of the tokens so far
        Matrix memory_keys, memory_values;  // of the source, computed once: (S x d)
    };
    void reserve(int length);
    Var self_attention(const DecoderLayer& layer, LayerCache& cache, Var x);
    Var cross_attention(const DecoderLayer& layer, const LayerCache& cache, Var x);

    const Transformer* model_;
    Segments memory_rows_;
    std::vector<int> sentence_;  // which sentence of the memory each hypothesis translates
    std::vector<LayerCache> layers_;
    int length_ = 0, capacity_ = 0;
    Matrix spare_;  // where a cache is rearranged
    Tape tape_{Tape::Mode::inference};
};

}  // namespace book
