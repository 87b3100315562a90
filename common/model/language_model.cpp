#include "model/language_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "autodiff/ops.h"
#include "core/settings.h"
#include "nn/activations.h"
#include "nn/embedding.h"
#include "nn/loss.h"
#include "nn/rotary.h"

namespace book {
namespace {

constexpr double kDeviation = 0.02;

LayerNorm make_norm(Parameters& p, const std::string& name, const LanguageModelConfig& c) {
    if (c.norm == Norm::layer) return make_layer_norm(p, name, c.width);
    LayerNorm norm;
    norm.gain = p.add_filled(name + ".gain", {1, c.width}, 1);
    return norm;
}

// Draws a matrix anew. The sum of 2 n sublayers should not grow with n: what they add is divided by
// the root of their number.
void draw(const Linear& layer, double deviation, Rng& rng) {
    const View weight = layer.weight.value();
    for (int r = 0; r < weight.rows(); ++r)
        for (real& x : weight.row(r)) x = static_cast<real>(deviation * rng.normal());
}

LanguageModelLayer make_layer(Parameters& p, const std::string& name, const LanguageModelConfig& c,
                              Rng& rng) {
    const double of_output = kDeviation / std::sqrt(2.0 * c.layers);
    LanguageModelLayer layer;
    layer.attention_norm = make_norm(p, name + ".attention_norm", c);
    layer.attention = make_attention(p, name + ".attention", c.width, c.heads, c.key_value_heads,
                                     c.attention_bias, rng);
    for (const Linear* in : {&layer.attention.query, &layer.attention.key, &layer.attention.value})
        draw(*in, kDeviation, rng);
    draw(layer.attention.output, of_output, rng);
    if (c.activation == FeedForwardKind::none) return layer;

    const std::string inner = name + ".feed_forward";
    const auto linear = [&](const char* part, int in, int out, double deviation) {
        const Linear made = make_linear(p, inner + part, in, out, c.feed_forward_bias, rng);
        draw(made, deviation, rng);
        return made;
    };
    layer.feed_forward_norm = make_norm(p, inner + "_norm", c);
    if (c.activation == FeedForwardKind::swiglu)
        layer.gate = linear(".gate", c.width, c.feed_forward, kDeviation);
    layer.inner = linear(".inner", c.width, c.feed_forward, kDeviation);
    layer.outer = linear(".outer", c.feed_forward, c.width, of_output);
    return layer;
}

}  // namespace

NextTokens next_tokens(std::span<const int> ids, const Segments& texts) {
    require(std::ssize(ids) == texts.total(), "next_tokens: {} tokens in texts of {}", ids.size(),
            texts.total());
    NextTokens next;
    for (int s = 0; s < texts.count(); ++s) {
        const int pairs = std::max(0, texts.length(s) - 1);
        const auto first = ids.begin() + texts.begin(s);
        next.input.insert(next.input.end(), first, first + pairs);
        next.rows.add(pairs);
        if (pairs > 0) next.output.insert(next.output.end(), first + 1, first + 1 + pairs);
    }
    return next;
}

LanguageModel::LanguageModel(const LanguageModelConfig& config, std::uint64_t seed)
    : config_(config), parameters_(std::make_unique<Parameters>()) {
    check_config(config);
    Rng rng(seed);
    Parameters& p = *parameters_;
    const int d = config.width;
    const double of_tokens = config.scaled_embedding ? 1 / std::sqrt(d) : kDeviation;
    embedding_ = p.add_normal("embedding", {config.vocabulary, d}, of_tokens, rng);
    if (config.positions == Positions::learned)
        learned_positions_ = p.add_normal("positions", {config.max_length, d}, kDeviation, rng);
    for (int i = 0; i < config.layers; ++i)
        layers_.push_back(make_layer(p, fmt::format("layer.{}", i), config, rng));
    if (config.final_norm) norm_ = make_norm(p, "norm", config);
    if (!config.tied) output_ = p.add_normal("output", {config.vocabulary, d}, kDeviation, rng);

    if (config.positions == Positions::sinusoidal)
        table_ = sinusoidal_positions(config.max_length, d);
    if (config.positions == Positions::rotary)
        table_ = rotary_table(config.max_length, config.head_width(), config.theta);
}

Var LanguageModel::normalise(const LayerNorm& norm, Var x) const {
    if (config_.norm == Norm::layer) return layer_norm(norm, x, config_.epsilon);
    return rms_norm(x, norm.gain.on(x.tape()), config_.epsilon);
}

// Post-norm, as in the paper: norm(x + dropout(f(x))). Pre-norm: x + dropout(f(norm(x))).
template <class F>
Var LanguageModel::sublayer(const LayerNorm& norm, Var x, F f) const {
    const Var y = f(config_.pre_norm ? normalise(norm, x) : x);
    const Var sum = add(x, dropout(y, config_.dropout, dropout_));
    return config_.pre_norm ? sum : normalise(norm, sum);
}

Var LanguageModel::read(Tape& tape, std::span<const int> ids, const Segments& rows) const {
    require(std::ssize(ids) == rows.total(), "language model: {} tokens in texts of {}", ids.size(),
            rows.total());
    require_setting(rows.longest() <= config_.max_length,
                    "a text of {} tokens is longer than the model's limit of {} (@max_length)",
                    rows.longest(), config_.max_length);
    const real factor =
        config_.scaled_embedding ? std::sqrt(static_cast<real>(config_.width)) : real{1};
    Var x = embed(embedding_.on(tape), ids, factor);  // n -> (n x d)
    if (config_.positions == Positions::sinusoidal) x = add_positions(x, rows, table_);
    if (config_.positions == Positions::learned) {
        std::vector<int> at;
        for (int s = 0; s < rows.count(); ++s)
            for (int i = 0; i < rows.length(s); ++i) at.push_back(i);
        x = add(x, embed(learned_positions_.on(tape), at, 1));
    }
    return dropout(x, config_.dropout, dropout_);
}

Var LanguageModel::attention(const MultiHeadAttention& a, Var x, const Segments& rows, Trace* trace,
                             const std::string& name) const {
    Var q = linear(a.query, x);
    Var k = linear(a.key, x);
    const Var v = linear(a.value, x);
    if (config_.positions == Positions::rotary) {
        q = rotary(q, rows, table_, config_.rotary_pairs);
        k = rotary(k, rows, table_, config_.rotary_pairs);
    }
    const Var joined = attention_heads(q, k, v, rows, rows, a.heads, Mask::causal);
    if (trace != nullptr) {
        trace_heads(*trace, name, q.value(), k.value(), v.value(), a.heads, Mask::causal);
        trace->add(name + ".concatenated", joined.value());
    }
    return linear(a.output, joined);
}

Var LanguageModel::feed_forward(const LanguageModelLayer& layer, Var x) const {
    const auto inner = [&] {
        switch (config_.activation) {
            case FeedForwardKind::gelu_tanh:
                return smooth(Smooth::gelu_tanh, linear(layer.inner, x));
            case FeedForwardKind::gelu_erf:
                return smooth(Smooth::gelu_erf, linear(layer.inner, x));
            case FeedForwardKind::swiglu: {
                const Var gate = linear(layer.gate, x);
                const Var up = linear(layer.inner, x);
                return swiglu(gate, up);
            }
            default:
                return linear(layer.inner, x, Activation::relu);
        }
    };
    return linear(layer.outer, inner());  // (n x d) -> (n x f) -> (n x d)
}

Var LanguageModel::hidden(Tape& tape, std::span<const int> ids, const Segments& rows,
                          Trace* trace) const {
    require(trace == nullptr || rows.count() == 1, "a trace is of one text, not of {}",
            rows.count());
    Var x = read(tape, ids, rows);
    if (trace != nullptr) trace->add("input", x.value());
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const LanguageModelLayer& layer = layers_[i];
        const std::string name = trace != nullptr ? fmt::format("layer.{}", i) : "";
        x = sublayer(layer.attention_norm, x, [&](Var v) {
            return attention(layer.attention, v, rows, trace,
                             trace != nullptr ? name + ".attention" : "");
        });
        if (layer.inner.weight.exists())
            x = sublayer(layer.feed_forward_norm, x, [&](Var v) { return feed_forward(layer, v); });
        if (trace != nullptr) trace->add(name + ".output", x.value());
    }
    return config_.final_norm ? normalise(norm_, x) : x;
}

Var LanguageModel::logits(Tape& tape, Var hidden) const {
    return matmul_nt(hidden, output().on(tape));  // (n x d)(V x d)^T -> (n x V)
}

Var LanguageModel::loss(Tape& tape, const NextTokens& batch) const {
    const Var said = logits(tape, hidden(tape, batch.input, batch.rows));
    return cross_entropy(said, batch.output);
}

Var LanguageModel::loss(Tape& tape, std::span<const int> ids, const Segments& rows) const {
    return loss(tape, next_tokens(ids, rows));
}

}  // namespace book
