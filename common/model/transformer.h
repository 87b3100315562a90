// The encoder-decoder Transformer of Vaswani et al. 2017, over packed batches of sentences.
//
// Letters in shapes: S source tokens and T target tokens of the whole batch, d the width, V the
// vocabulary.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/config.h"
#include "nn/attention.h"
#include "nn/feed_forward.h"
#include "nn/layer_norm.h"
#include "nn/parameters.h"
#include "text/batch.h"

namespace book {

// What a forward pass computed on its way, by name, for people who want to look: "encoder.0.self
// weights, head 2" and so on. Filled in when a pointer to one is given; costs nothing otherwise.
class Trace {
  public:
    void add(const std::string& name, ConstView value) { steps_.push_back({name, Matrix(value)}); }
    struct Step {
        std::string name;
        Matrix value;
    };
    const std::vector<Step>& steps() const { return steps_; }
    const Matrix& at(const std::string& name) const;  // Error if there is none of that name
    bool has(const std::string& name) const;
    void clear() { steps_.clear(); }

  private:
    std::vector<Step> steps_;
};

struct EncoderLayer {
    MultiHeadAttention self_attention;
    LayerNorm self_attention_norm;
    FeedForward feed_forward;
    LayerNorm feed_forward_norm;
};

struct DecoderLayer {
    MultiHeadAttention self_attention;
    LayerNorm self_attention_norm;
    MultiHeadAttention cross_attention;
    LayerNorm cross_attention_norm;
    FeedForward feed_forward;
    LayerNorm feed_forward_norm;
};

class Transformer {
  public:
    // Draws all parameters from `seed`. Throws InputError if the sizes cannot be (check_config).
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

    // Seeds dropout; the trainer sets it before every step, so that a resumed run draws the same.
    void set_dropout_step(std::uint64_t seed, std::uint64_t step) { dropout_ = {seed, step}; }

  private:
    friend class IncrementalDecoder;
    Var embed(Tape& tape, std::span<const int> ids, const Segments& rows, Trace* trace,
              const char* side) const;

    TransformerConfig config_;
    std::unique_ptr<Parameters> parameters_;
    Parameter embedding_;  // (V x d), shared by both sides and the output
    std::vector<EncoderLayer> encoder_;
    std::vector<DecoderLayer> decoder_;
    LayerNorm encoder_norm_, decoder_norm_;  // with final_norm only
    DropoutSeed dropout_;
};

// The decoder, one token at a time, remembering the keys and values of the tokens before it, so that
// each new token costs one row and not the whole sentence again (the key-value cache).
//
// It runs many hypotheses side by side; each belongs to a sentence of the memory it was started with.
class IncrementalDecoder {
  public:
    // Starts with one hypothesis for each sentence of `memory` (S x d).
    IncrementalDecoder(const Transformer& model, ConstView memory, const Segments& memory_rows);
    ~IncrementalDecoder();

    int hypotheses() const;
    // Feeds one token to every hypothesis and returns the scores of the next, (hypotheses x V); the
    // view is valid until the next call.
    ConstView step(std::span<const int> tokens);
    // Continues with hypotheses parents[0], parents[1], ...: some dropped, some doubled.
    void select(std::span<const int> parents);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace book
