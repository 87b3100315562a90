// A language model on the tape: the decoder of the Transformer alone, which continues texts.
//
// What is left of Vaswani et al. 2017 without the encoder and the bridge to it (Radford et al. 2018),
// with the switches of ten years (model/language_model_config.h). Texts are packed, row under row.
//
// Letters in shapes: n tokens of the whole batch, d the width, V the vocabulary, f the inner width of a
// feed-forward layer, kv the width of the keys, i counts layers from 0. The parameters are
//
//     embedding                                     (V x d)       a row per token
//     positions                                     (length x d)  only if learned
//     layer.i.attention_norm.gain, .bias            (1 x d)       no bias in an RMS norm
//     layer.i.attention.query.weight, .bias         (d x d)       head h owns d/heads columns
//     layer.i.attention.{key,value}.weight, .bias   (d x kv)
//     layer.i.attention.output.weight, .bias        (d x d)       head h owns d/heads rows
//     layer.i.feed_forward_norm.gain, .bias         (1 x d)
//     layer.i.feed_forward.gate.weight, .bias       (d x f)       swiglu only
//     layer.i.feed_forward.inner.weight, .bias      (d x f)
//     layer.i.feed_forward.outer.weight, .bias      (f x d)
//     norm.gain, .bias                              (1 x d)       with final_norm
//     output                                        (V x d)       if not tied: a row per token
//
// with biases (1 x out) where the configuration has them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/language_model_config.h"
#include "nn/attention.h"
#include "nn/layer_norm.h"
#include "nn/parameters.h"
#include "nn/trace.h"

namespace book {

struct LanguageModelLayer {
    LayerNorm attention_norm;  // without a bias if the norm is an RMS norm
    MultiHeadAttention attention;
    LayerNorm feed_forward_norm;  // these four are empty in a model of attention only
    Linear gate;                  // swiglu only
    Linear inner, outer;
};

// What to read and what to say after each token: the same texts, shifted by one.
struct NextTokens {
    std::vector<int> input, output;
    Segments rows;  // of both
};
// Every text but its last token, and every text but its first. A text of one token has none to say.
NextTokens next_tokens(std::span<const int> ids, const Segments& texts);

class LanguageModel {
  public:
    // Draws all parameters from `seed`: normal with deviation 0.02, the outputs of sublayers divided by
    // sqrt(2 layers) (Radford et al. 2019, section 2.3); the embedding with 1/sqrt(d) if it is scaled.
    // Throws SettingError if the sizes cannot be (check_config).
    LanguageModel(const LanguageModelConfig& config, std::uint64_t seed);

    const LanguageModelConfig& config() const { return config_; }
    Parameters& parameters() { return *parameters_; }
    const Parameters& parameters() const { return *parameters_; }

    // What the model makes of each token and those before it. SettingError beyond max_length. A trace
    // is of one text: "layer.0.attention.weights.head.2", "layer.0.output", ...   ids: n -> (n x d)
    Var hidden(Tape& tape, std::span<const int> ids, const Segments& rows,
               Trace* trace = nullptr) const;
    // A score for every token of the vocabulary.  (n x d) -> (n x V)
    Var logits(Tape& tape, Var hidden) const;
    // Mean over all tokens that follow another of -log of its probability, in nats.  -> (1 x 1)
    Var loss(Tape& tape, const NextTokens& batch) const;
    Var loss(Tape& tape, std::span<const int> ids, const Segments& rows) const;

    const std::vector<LanguageModelLayer>& layers() const { return layers_; }
    Parameter embedding() const { return embedding_; }
    Parameter output() const { return config_.tied ? embedding_ : output_; }
    const LayerNorm& norm() const { return norm_; }  // the last one, with final_norm
    // Of each position: sinusoids or learnt numbers (length x d), or rotary angles (nn/rotary.h).
    ConstView position_table() const {
        return learned_positions_.exists() ? ConstView(learned_positions_.value()) : table_;
    }

    // Seeds dropout; a trainer sets it before every step, so that a repeated run draws the same.
    void set_dropout_step(std::uint64_t seed, std::uint64_t step) { dropout_ = {seed, step}; }

  private:
    Var read(Tape& tape, std::span<const int> ids, const Segments& rows) const;
    Var attention(const MultiHeadAttention& a, Var x, const Segments& rows, Trace* trace,
                  const std::string& name) const;
    Var feed_forward(const LanguageModelLayer& layer, Var x) const;
    Var normalise(const LayerNorm& norm, Var x) const;
    template <class F>
    Var sublayer(const LayerNorm& norm, Var x, F f) const;

    LanguageModelConfig config_;
    std::unique_ptr<Parameters> parameters_;
    Parameter embedding_, output_, learned_positions_;
    std::vector<LanguageModelLayer> layers_;
    LayerNorm norm_;
    Matrix table_;  // sinusoids or rotary angles
    DropoutSeed dropout_;
};

}  // namespace book
