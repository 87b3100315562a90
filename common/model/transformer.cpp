#include "model/transformer.h"

#include <cmath>

#include "autodiff/ops.h"
#include "core/settings.h"
#include "model/sublayer.h"
#include "nn/embedding.h"
#include "nn/loss.h"

namespace book {

Transformer::Transformer(const TransformerConfig& config, std::uint64_t seed)
    : config_(config), parameters_(std::make_unique<Parameters>()) {
    check_config(config);
    Rng rng(seed);
    Parameters& p = *parameters_;
    const int d = config.width;
    embedding_ = p.add_normal("embedding", {config.vocabulary, d}, 1 / std::sqrt(d), rng);
    const auto attention = [&](const std::string& name) {
        return make_attention(p, name, d, config.heads, config.attention_bias, rng);
    };
    for (int i = 0; i < config.encoder_layers; ++i) {
        const std::string name = fmt::format("encoder.{}", i);
        EncoderLayer layer;
        layer.self_attention = attention(name + ".self_attention");
        layer.self_attention_norm = make_layer_norm(p, name + ".self_attention_norm", d);
        layer.feed_forward =
            make_feed_forward(p, name + ".feed_forward", d, config.feed_forward, rng);
        layer.feed_forward_norm = make_layer_norm(p, name + ".feed_forward_norm", d);
        encoder_.push_back(layer);
    }
    if (config.final_norm) encoder_norm_ = make_layer_norm(p, "encoder.norm", d);
    for (int i = 0; i < config.decoder_layers; ++i) {
        const std::string name = fmt::format("decoder.{}", i);
        DecoderLayer layer;
        layer.self_attention = attention(name + ".self_attention");
        layer.self_attention_norm = make_layer_norm(p, name + ".self_attention_norm", d);
        layer.cross_attention = attention(name + ".cross_attention");
        layer.cross_attention_norm = make_layer_norm(p, name + ".cross_attention_norm", d);
        layer.feed_forward =
            make_feed_forward(p, name + ".feed_forward", d, config.feed_forward, rng);
        layer.feed_forward_norm = make_layer_norm(p, name + ".feed_forward_norm", d);
        decoder_.push_back(layer);
    }
    if (config.final_norm) decoder_norm_ = make_layer_norm(p, "decoder.norm", d);
    positions_ = sinusoidal_positions(config.max_length, d);
}

Var Transformer::read(Tape& tape, std::span<const int> ids, const Segments& rows, Trace* trace,
                      const char* side) const {
    require_setting(rows.longest() <= config_.max_length,
                    "a sentence of {} tokens is longer than the model's limit of {} (@max_length)",
                    rows.longest(), config_.max_length);
    const Var words = embed(embedding_.on(tape), ids);  // n -> (n x d)
    const Var placed = add_positions(words, rows, positions_);
    if (trace != nullptr) {
        trace->add(fmt::format("{}.embeddings", side), words.value());
        trace->add(fmt::format("{}.positions", side), positions_.view().row_block(0, words.rows()));
        trace->add(fmt::format("{}.input", side), placed.value());
    }
    return dropout(placed, config_.dropout, dropout_);
}

Var Transformer::encode(Tape& tape, std::span<const int> ids, const Segments& rows,
                        Trace* trace) const {
    Var x = read(tape, ids, rows, trace, "encoder");
    for (std::size_t i = 0; i < encoder_.size(); ++i) {
        const EncoderLayer& layer = encoder_[i];
        const std::string name = trace != nullptr ? fmt::format("encoder.{}", i) : "";
        x = sublayer(config_, dropout_, layer.self_attention_norm, x, [&](Var v) {
            return multi_head_attention(layer.self_attention, v, v, rows, rows, Mask::none, trace,
                                        name + ".self_attention");
        });
        x = sublayer(config_, dropout_, layer.feed_forward_norm, x,
                     [&](Var v) { return feed_forward(layer.feed_forward, v); });
        if (trace != nullptr) trace->add(name + ".output", x.value());
    }
    return config_.final_norm ? layer_norm(encoder_norm_, x) : x;
}

Var Transformer::decode(Tape& tape, std::span<const int> ids, const Segments& rows, Var memory,
                        const Segments& memory_rows, Trace* trace) const {
    Var x = read(tape, ids, rows, trace, "decoder");
    for (std::size_t i = 0; i < decoder_.size(); ++i) {
        const DecoderLayer& layer = decoder_[i];
        const std::string name = trace != nullptr ? fmt::format("decoder.{}", i) : "";
        x = decoder_layer(
            config_, dropout_, layer, x,
            [&](Var v) {
                return multi_head_attention(layer.self_attention, v, v, rows, rows, Mask::causal,
                                            trace, name + ".self_attention");
            },
            [&](Var v) {
                // No name without a trace: 16 letters would be the only allocation of a step.
                return multi_head_attention(layer.cross_attention, v, memory, rows, memory_rows,
                                            Mask::none, trace,
                                            trace != nullptr ? name + ".cross_attention" : "");
            });
        if (trace != nullptr) trace->add(name + ".output", x.value());
    }
    return config_.final_norm ? layer_norm(decoder_norm_, x) : x;
}

Var Transformer::logits(Tape& tape, Var hidden) const {
    return matmul_nt(hidden, embedding_.on(tape));  // (T x d)(V x d)^T -> (T x V)
}

Var Transformer::loss(Tape& tape, const Batch& batch, double label_smoothing) const {
    const Var memory = encode(tape, batch.source, batch.source_rows);
    const Var hidden = decode(tape, batch.input, batch.target_rows, memory, batch.source_rows);
    return cross_entropy(logits(tape, hidden), batch.output, label_smoothing);
}

void Transformer::set_positions(Matrix positions) {
    require(positions.shape() == positions_.shape(), "set_positions: {} for {}", positions.shape(),
            positions_.shape());
    positions_ = std::move(positions);
}

}  // namespace book
