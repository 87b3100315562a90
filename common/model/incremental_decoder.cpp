#include "model/incremental_decoder.h"

#include <algorithm>
#include <numeric>

#include "core/parallel.h"
#include "model/sublayer.h"
#include "nn/embedding.h"

namespace book {
namespace {

constexpr int kFirstCapacity = 16;  // tokens; doubled when it is full

// One query row for each hypothesis attends to that hypothesis' keys, head by head.
template <class KeysOf>
Var attend_last(Var q, int heads, KeysOf keys_of) {
    const Var y = q.tape().record("attention", q.shape(), {q});
    const int width = q.cols() / heads;
    const View out = y.output();
    const ConstView queries = q.value();
    parallel_blocks(q.rows() * heads, 16, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        static thread_local Matrix weights;
        for (std::ptrdiff_t job = begin; job < end; ++job) {
            const int i = static_cast<int>(job) / heads;
            const int col = static_cast<int>(job) % heads * width;
            const auto [keys, values] = keys_of(i);
            weights.resize({1, keys.rows()});
            attend(queries.row_block(i, 1).col_block(col, width), keys.col_block(col, width),
                   values.col_block(col, width), Mask::none, weights,
                   out.row_block(i, 1).col_block(col, width));
        }
    });
    return y;
}

}  // namespace

IncrementalDecoder::IncrementalDecoder(const Transformer& model, ConstView memory,
                                       const Segments& memory_rows)
    : model_(&model),
      memory_rows_(memory_rows),
      sentence_(memory_rows.count()),
      layers_(model.decoder().size()) {
    std::iota(sentence_.begin(), sentence_.end(), 0);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const MultiHeadAttention& attention = model.decoder()[i].cross_attention;
        const Var source = tape_.constant(memory);
        layers_[i].memory_keys = Matrix(linear(attention.key, source).value());
        layers_[i].memory_values = Matrix(linear(attention.value, source).value());
        tape_.clear();
    }
    reserve(kFirstCapacity);
}

void IncrementalDecoder::reserve(int length) {
    if (length <= capacity_) return;
    const int capacity = std::max(length, 2 * capacity_);
    const int d = model_->config().width;
    for (LayerCache& layer : layers_)
        for (Matrix* cache : {&layer.keys, &layer.values}) {
            Matrix larger({hypotheses() * capacity, d});
            for (int i = 0; i < hypotheses() && length_ > 0; ++i)
                copy(cache->view().row_block(i * capacity_, length_),
                     larger.view().row_block(i * capacity, length_));
            *cache = std::move(larger);
        }
    capacity_ = capacity;
}

void IncrementalDecoder::select(std::span<const int> parents) {
    for (int p : parents)
        require(p >= 0 && p < hypotheses(), "select: hypothesis {} of {}", p, hypotheses());
    const int n = static_cast<int>(parents.size());
    for (LayerCache& layer : layers_)
        for (Matrix* cache : {&layer.keys, &layer.values}) {
            spare_.resize({n * capacity_, model_->config().width});
            for (int i = 0; i < n; ++i)
                copy(cache->view().row_block(parents[i] * capacity_, length_),
                     spare_.view().row_block(i * capacity_, length_));
            std::swap(*cache, spare_);
        }
    std::vector<int> sentences;
    for (int p : parents) sentences.push_back(sentence(p));
    sentence_ = std::move(sentences);
}

Var IncrementalDecoder::self_attention(const DecoderLayer& layer, LayerCache& cache, Var x) {
    const MultiHeadAttention& a = layer.self_attention;
    const Var q = linear(a.query, x);
    const Var k = linear(a.key, x);
    const Var v = linear(a.value, x);
    for (int i = 0; i < hypotheses(); ++i) {  // the new word's key and value join the others
        copy(k.value().row_block(i, 1), cache.keys.view().row_block(i * capacity_ + length_, 1));
        copy(v.value().row_block(i, 1), cache.values.view().row_block(i * capacity_ + length_, 1));
    }
    const Var joined = attend_last(q, a.heads, [&](int i) {
        return std::pair{ConstView(cache.keys).row_block(i * capacity_, length_ + 1),
                         ConstView(cache.values).row_block(i * capacity_, length_ + 1)};
    });
    return linear(a.output, joined);
}

Var IncrementalDecoder::cross_attention(const DecoderLayer& layer, const LayerCache& cache, Var x) {
    const MultiHeadAttention& a = layer.cross_attention;
    const Var q = linear(a.query, x);
    const Var joined = attend_last(q, a.heads, [&](int i) {
        const int s = sentence(i);
        const int begin = memory_rows_.begin(s);
        const int length = memory_rows_.length(s);
        return std::pair{ConstView(cache.memory_keys).row_block(begin, length),
                         ConstView(cache.memory_values).row_block(begin, length)};
    });
    return linear(a.output, joined);
}

ConstView IncrementalDecoder::step(std::span<const int> tokens) {
    require(static_cast<int>(tokens.size()) == hypotheses(), "step: {} tokens for {} hypotheses",
            tokens.size(), hypotheses());
    require(length_ < model_->config().max_length, "step: beyond the model's limit of {} tokens",
            model_->config().max_length);
    reserve(length_ + 1);
    tape_.clear();

    // Each hypothesis is a sentence of one row, at position length_.
    const Segments rows(std::vector<int>(tokens.size(), 1));
    const Var words = embed(model_->embedding().on(tape_), tokens);
    Var x = add_positions(words, rows, model_->positions(), length_);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const DecoderLayer& layer = model_->decoder()[i];
        x = decoder_layer(
            model_->config(), {}, layer, x,
            [&](Var v) { return self_attention(layer, layers_[i], v); },
            [&](Var v) { return cross_attention(layer, layers_[i], v); });
    }
    if (model_->config().final_norm) x = layer_norm(model_->decoder_norm(), x);
    ++length_;
    return model_->logits(tape_, x).value();
}

}  // namespace book
