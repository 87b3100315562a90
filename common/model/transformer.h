// The encoder-decoder Transformer of Vaswani et al. 2017, over packed batches of sentences.
//
// Letters in shapes: S source tokens and T target tokens of the whole batch, d the width, V the
// vocabulary.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/config.h"
#include "model/layers.h"
#include "nn/parameters.h"
#include "nn/trace.h"
#include "text/batch.h"

namespace book {

class Transformer {
  public:
    // Draws all parameters from `seed`. Throws SettingError if the sizes cannot be (check_config).
    Transformer(const TransformerConfig& config, std::uint64_t seed);

    const TransformerConfig& config() const { return config_; }
    Parameters& parameters() { return *parameters_; }
    const Parameters& parameters() const { return *parameters_; }

    // The encoder: what the source means, a row per token.  ids: S -> (S x d)
    Var encode(Tape& tape, std::span<const int> ids, const Segments& rows,
               Trace* trace = nullptr) const;
    // The decoder: what to say next, before the vocabulary.  ids: T, memory: (S x d) -> (T x d)
    Var decode(Tape& tape, std::span<const int> ids, const Segments& rows, Var memory,
               const Segments& memory_rows, Trace* trace = nullptr) const;
    // A score for every word of the vocabulary.  (T x d) -> (T x V)
    Var logits(Tape& tape, Var hidden) const;
    // Mean over the target tokens of the label-smoothed cross entropy, in nats.  -> (1 x 1)
    Var loss(Tape& tape, const Batch& batch, double label_smoothing) const;

    const std::vector<EncoderLayer>& encoder() const { return encoder_; }
    const std::vector<DecoderLayer>& decoder() const { return decoder_; }
    Parameter embedding() const { return embedding_; }
    const LayerNorm& decoder_norm() const { return decoder_norm_; }
    ConstView positions() const { return positions_; }
    // Other signals than the paper's, to try them: they are no parameters, and no checkpoint has them.
    // Error if they are not (max_length x d).
    void set_positions(Matrix positions);

    // Seeds dropout; the trainer sets it before every step, so that a resumed run draws the same.
    void set_dropout_step(std::uint64_t seed, std::uint64_t step) { dropout_ = {seed, step}; }

  private:
    Var read(Tape& tape, std::span<const int> ids, const Segments& rows, Trace* trace,
             const char* side) const;

    TransformerConfig config_;
    std::unique_ptr<Parameters> parameters_;
    Parameter embedding_;  // (V x d), shared by both sides and the output
    std::vector<EncoderLayer> encoder_;
    std::vector<DecoderLayer> decoder_;
    LayerNorm encoder_norm_, decoder_norm_;  // with final_norm only
    Matrix positions_;                       // (max_length x d), the sinusoids
    DropoutSeed dropout_;
};

}  // namespace book
