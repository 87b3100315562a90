#include "model/language_decoder.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/parallel.h"
#include "core/settings.h"
#include "tensor/ops.h"
#include "tensor/smooth.h"

namespace book {
namespace {

constexpr int kFirstRoom = 16;      // tokens of a text in the cache; doubled when it is full
constexpr int kQueriesAtOnce = 64;  // of one head, so that its weights stay small

DecoderWeight weight_of(const Parameter& p, DecoderWeight::Kept kept) {
    return p.exists() ? DecoderWeight{p.value(), kept, nullptr} : DecoderWeight{};
}
ConstView vector_of(const Parameter& p) { return p.exists() ? ConstView(p.value()) : ConstView(); }
DecoderLinear linear_of(const Linear& layer) {
    return {weight_of(layer.weight, DecoderWeight::Kept::in_out), vector_of(layer.bias)};
}
DecoderNorm norm_of(const LayerNorm& norm) { return {vector_of(norm.gain), vector_of(norm.bias)}; }

void linear(const DecoderLinear& layer, ConstView x, Matrix& y) {
    y.resize({x.rows(), layer.weight.outputs()});
    product(x, layer.weight, y);
    if (!layer.bias.empty()) add_bias(y, layer.bias, y);
}

}  // namespace

void product(ConstView x, const DecoderWeight& w, View y) {
    if (w.packed != nullptr)
        matmul_nt(x, *w.packed, y);
    else if (w.kept == DecoderWeight::Kept::in_out)
        matmul(x, w.matrix, y);
    else
        matmul_nt(x, w.matrix, y);
}

void take_row(const DecoderWeight& table, int id, std::span<real> to) {
    if (table.packed != nullptr) return expand_row(*table.packed, id, to);
    const auto row = table.matrix.row(id);
    std::copy(row.begin(), row.end(), to.begin());
}

DecoderWeights weights_of(const LanguageModel& model) {
    DecoderWeights w;
    w.config = model.config();
    w.embedding = weight_of(model.embedding(), DecoderWeight::Kept::out_in);
    w.output = weight_of(model.output(), DecoderWeight::Kept::out_in);
    w.positions = model.position_table();
    for (const LanguageModelLayer& from : model.layers()) {
        DecoderWeights::Layer layer;
        layer.attention_norm = norm_of(from.attention_norm);
        layer.feed_forward_norm = norm_of(from.feed_forward_norm);
        layer.query = linear_of(from.attention.query);
        layer.key = linear_of(from.attention.key);
        layer.value = linear_of(from.attention.value);
        layer.output = linear_of(from.attention.output);
        layer.gate = linear_of(from.gate);
        layer.inner = linear_of(from.inner);
        layer.outer = linear_of(from.outer);
        w.layers.push_back(layer);
    }
    w.norm = norm_of(model.norm());
    return w;
}

LanguageDecoder::LanguageDecoder(DecoderWeights weights, int texts)
    : weights_(std::move(weights)), lengths_(static_cast<std::size_t>(texts), 0) {
    require(texts > 0, "LanguageDecoder: {} texts", texts);
    check_sizes(weights_.config);
    cache_.resize(weights_.layers.size());
}

std::size_t LanguageDecoder::cache_bytes() const {
    const std::size_t rows = std::accumulate(lengths_.begin(), lengths_.end(), std::size_t{0});
    return 2 * rows * config().key_value_width() * cache_.size() * sizeof(real);
}

// Text i becomes what text parents[i] was, with room for `capacity` tokens each.
void LanguageDecoder::move_cache(std::span<const int> parents, int capacity) {
    const int n = static_cast<int>(parents.size());
    for (Cache& layer : cache_)
        for (Matrix* cache : {&layer.keys, &layer.values}) {
            Matrix moved({n * capacity, config().key_value_width()});
            for (int i = 0; i < n; ++i)
                if (const int read = length(parents[i]); read > 0)
                    copy(cache->view().row_block(parents[i] * capacity_, read),
                         moved.view().row_block(i * capacity, read));
            *cache = std::move(moved);
        }
    capacity_ = capacity;
}

void LanguageDecoder::select(std::span<const int> parents) {
    for (int p : parents) require(p >= 0 && p < texts(), "select: text {} of {}", p, texts());
    require(!parents.empty(), "select: no text");
    move_cache(parents, capacity_);
    std::vector<int> lengths;
    for (int p : parents) lengths.push_back(length(p));
    lengths_ = std::move(lengths);
}

ConstView LanguageDecoder::read(std::span<const int> ids) {
    return read(ids, Segments::one(static_cast<int>(ids.size())));
}

ConstView LanguageDecoder::read(std::span<const int> ids, const Segments& rows) {
    const ConstView hidden = run(ids, rows);
    last_.resize({texts(), config().width});
    for (int s = 0; s < texts(); ++s) {
        const View last = last_.view().row_block(s, 1);
        if (rows.length(s) > 0)
            copy(hidden.row_block(rows.end(s) - 1, 1), last);
        else
            fill(last, 0);
    }
    logits_.resize({texts(), weights_.output.outputs()});
    product(last_, weights_.output, logits_);
    return logits_;
}

ConstView LanguageDecoder::read_all(std::span<const int> ids, const Segments& rows) {
    const ConstView hidden = run(ids, rows);
    logits_.resize({hidden.rows(), weights_.output.outputs()});
    product(hidden, weights_.output, logits_);
    return logits_;
}

// Looks everything up before anything is changed.
void LanguageDecoder::start(std::span<const int> ids, const Segments& rows) {
    require(rows.count() == texts() && std::ssize(ids) == rows.total(),
            "LanguageDecoder: {} tokens in {} texts for {}", ids.size(), rows.count(), texts());
    for (int id : ids)
        require(id >= 0 && id < config().vocabulary, "LanguageDecoder: token {} of {}", id,
                config().vocabulary);
    int longest = 0;
    at_.clear();
    for (int s = 0; s < texts(); ++s) {
        longest = std::max(longest, length(s) + rows.length(s));
        for (int i = 0; i < rows.length(s); ++i) at_.push_back(length(s) + i);
    }
    require_setting(longest <= config().max_length,
                    "a text of {} tokens is longer than the model's limit of {} (@max_length)",
                    longest, config().max_length);
    if (longest > capacity_) {
        std::vector<int> same(lengths_.size());
        std::iota(same.begin(), same.end(), 0);
        move_cache(same, std::max({longest, 2 * capacity_, kFirstRoom}));
    }

    const int d = config().width;
    const real factor = config().scaled_embedding ? std::sqrt(static_cast<real>(d)) : real{1};
    const bool added =
        config().positions == Positions::learned || config().positions == Positions::sinusoidal;
    x_.resize({rows.total(), d});
    for (int i = 0; i < x_.rows(); ++i) {
        const View row = x_.view().row_block(i, 1);
        take_row(weights_.embedding, ids[i], row.row(0));
        scale(row, factor, row);
        if (added) add(row, weights_.positions.row_block(at_[i], 1), row);
    }
}

void LanguageDecoder::normalise(const DecoderNorm& norm, ConstView x, Matrix& y) {
    y.resize(x.shape());
    statistics_.resize({x.rows(), 2});
    if (config().norm == Norm::layer)
        layer_norm_rows(x, norm.gain, norm.bias, y, statistics_, config().epsilon);
    else
        rms_norm_rows(x, norm.gain, config().epsilon, y, statistics_);
}

// f makes out_ of in_. Post-norm: norm(x + f(x)). Pre-norm: x + f(norm(x)).
template <class F>
void LanguageDecoder::sublayer(const DecoderNorm& norm, F f) {
    if (config().pre_norm)
        normalise(norm, x_, in_);
    else
        in_ = x_;
    f();
    add(x_, out_, x_);
    if (config().pre_norm) return;
    in_ = x_;
    normalise(norm, in_, x_);
}

// One head of one text: its new tokens look at all of it so far.
void LanguageDecoder::attend_text(int index, const Segments& rows, int job) {
    const int heads = config().heads;
    const int text = job / heads;
    const int head = job % heads;
    const int width = config().head_width();
    const int group = heads / config().key_value_heads;
    const auto keys_of = [&](const Matrix& kept, int count) {
        return kept.view()
            .row_block(text * capacity_, count)
            .col_block(head / group * width, width);
    };
    const auto queries_of = [&](auto all, int begin, int count) {
        return all.row_block(rows.begin(text) + begin, count).col_block(head * width, width);
    };
    static thread_local Matrix weights;  // one a thread, kept
    const Cache& cache = cache_[index];
    const int n = rows.length(text);
    const int step = hooks_.attention ? n : kQueriesAtOnce;
    for (int begin = 0; begin < n; begin += step) {
        const int queries = std::min(step, n - begin);
        const int keys = length(text) + begin + queries;  // those after them are masked anyway
        weights.resize({queries, keys});
        const View out = queries_of(joined_.view(), begin, queries);
        attend(queries_of(ConstView(query_), begin, queries), keys_of(cache.keys, keys),
               keys_of(cache.values, keys), Mask::causal, weights, out);
        if (!hooks_.attention) continue;
        hooks_.attention(index, head, text, weights);
        matmul(weights, keys_of(cache.values, keys), out);
    }
}

void LanguageDecoder::attention(int index, const Segments& rows) {
    const Layer& layer = weights_.layers[index];
    linear(layer.query, in_, query_);
    linear(layer.key, in_, key_);
    linear(layer.value, in_, value_);
    if (config().positions == Positions::rotary)
        for (Matrix* x : {&query_, &key_})
            rotate(*x, at_, weights_.positions, config().rotary_pairs, Turn::forward, *x);

    Cache& cache = cache_[index];
    for (int s = 0; s < texts(); ++s) {  // the new keys and values join the others
        const int n = rows.length(s);
        if (n == 0) continue;
        const int place = s * capacity_ + length(s);
        copy(key_.view().row_block(rows.begin(s), n), cache.keys.view().row_block(place, n));
        copy(value_.view().row_block(rows.begin(s), n), cache.values.view().row_block(place, n));
    }
    joined_.resize(query_.shape());
    const int jobs = texts() * config().heads;
    const auto work = [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t job = begin; job < end; ++job)
            attend_text(index, rows, static_cast<int>(job));
    };
    constexpr std::ptrdiff_t kProductsForThread = 16384;
    const std::ptrdiff_t products =
        std::ptrdiff_t{1} * rows.longest() * (at_.back() + 1) * config().head_width();
    if (hooks_.attention)
        work(0, jobs);
    else
        parallel_blocks(jobs, kProductsForThread / products, work);
    linear(layer.output, joined_, out_);
}

void LanguageDecoder::feed_forward(const Layer& layer) {
    linear(layer.inner, in_, inner_);
    switch (config().activation) {
        case FeedForwardKind::gelu_tanh:
        case FeedForwardKind::gelu_erf: {
            const bool exact = config().activation == FeedForwardKind::gelu_erf;
            gate_.resize(inner_.shape());
            smooth(exact ? Smooth::gelu_erf : Smooth::gelu_tanh, inner_, gate_);
            std::swap(gate_, inner_);
            break;
        }
        case FeedForwardKind::swiglu:
            linear(layer.gate, in_, gate_);
            out_.resize(gate_.shape());
            smooth(Smooth::silu, gate_, out_);
            multiply(out_, inner_, inner_);
            break;
        default:
            relu(inner_, inner_);
    }
    linear(layer.outer, inner_, out_);
}

// Reads the new tokens and returns what the last layer makes of them.
ConstView LanguageDecoder::run(std::span<const int> ids, const Segments& rows) {
    start(ids, rows);
    const int layers = static_cast<int>(weights_.layers.size());
    for (int i = 0; i < layers && !ids.empty(); ++i) {
        const Layer& layer = weights_.layers[i];
        if (hooks_.stream) hooks_.stream(i, x_);
        sublayer(layer.attention_norm, [&] { attention(i, rows); });
        if (layer.inner.weight.exists())
            sublayer(layer.feed_forward_norm, [&] { feed_forward(layer); });
    }
    if (hooks_.stream) hooks_.stream(layers, x_);
    for (int s = 0; s < texts(); ++s) lengths_[s] += rows.length(s);
    if (!config().final_norm) return x_;
    normalise(weights_.norm, x_, in_);
    return in_;
}

}  // namespace book
