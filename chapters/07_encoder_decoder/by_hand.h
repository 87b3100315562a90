// The Transformer of chapter 07, by hand: what model/transformer.cpp computes, in plain lines over
// matrices. Each part can be taken away, and each step can be written down by its name.
//
// Letters in shapes: n rows that ask, m rows that answer, S pieces of the source, T of the target,
// d the width, f the width of the feed-forward, V the vocabulary.
#pragma once

#include <cmath>
#include <limits>
#include <span>
#include <string>

#include "model/transformer.h"

namespace chapter_07::by_hand {
using namespace book;

// Writes down what comes by, if somebody looks, under the names that the library uses.
struct Notes {
    Trace* trace = nullptr;
    std::string at = "";  // "encoder.0."

    Matrix operator()(const std::string& name, Matrix m) const {
        if (trace != nullptr) trace->add(at + name, m);
        return m;
    }
    Notes in(const std::string& part) const { return {trace, at + part + "."}; }
};

inline Matrix linear(const Linear& l, ConstView x) {  // x W, and + b where there is one
    Matrix y = matmul(x, l.weight.value());
    if (!l.bias.exists()) return y;
    return add_bias(y, l.bias.value());
}

// The lines on the page are at most 76 columns wide, so that a terminal need not break them.
// clang-format off
// [how]
enum class Norm { after, before, none };

struct How {  // what is there, and what has been taken away
    bool residual = true;
    bool feed_forward = true;
    bool causal = true;  // the mask of a decoder
    bool cross = true;   // its look at the source
    Norm norm = Norm::after;
    // [not-shown]
    int words = std::numeric_limits<int>::max();  // the rest is padding
    // [/not-shown]
};
// [/how]

// [layer_norm]
inline Matrix layer_norm(const LayerNorm& norm, Matrix x) {
    const ConstView gain = norm.gain.value();  // (1 x d)
    const ConstView bias = norm.bias.value();  // (1 x d)
    for (int r = 0; r < x.rows(); ++r) {
        const ConstView row = x.view().row_block(r, 1);
        const double centre = mean(row);
        const double deviation = std::sqrt(variance(row) + 1e-5);

        for (int c = 0; c < x.cols(); ++c) {
            const double normal = (x(r, c) - centre) / deviation;
            x(r, c) = gain(0, c) * static_cast<real>(normal) + bias(0, c);
        }
    }
    return x;
}
// [/layer_norm]

// [feed_forward]
inline Matrix feed_forward(const FeedForward& net, ConstView x,
                           const Notes& note = {}) {
    const Matrix inner = relu(linear(net.inner, x));  // (n x d) -> (n x f)
    Matrix outer = linear(net.outer, inner);          // (n x f) -> (n x d)
    // [not-shown]
    note("inner", inner);
    note("outer", outer);
    // [/not-shown]
    return outer;
}
// [/feed_forward]

// [padding]
// Keys from number `words` on are padding: minus infinity hides them.
inline void hide_padding(Matrix& scores, int words) {
    for (int i = 0; i < scores.rows(); ++i) {
        for (int j = words; j < scores.cols(); ++j) {
            scores(i, j) = -std::numeric_limits<real>::infinity();
        }
    }
}
// [/padding]

// Chapter 06's, but for where keys and values come from: x asks (n x d), source answers (m x d).
inline Matrix attention(const MultiHeadAttention& a, const Matrix& x, const Matrix& source,
                        Mask mask, How how, const Notes& note) {
    // [source]
    const Matrix q = linear(a.query, x);       // (n x d)
    const Matrix k = linear(a.key, source);    // (m x d)
    const Matrix v = linear(a.value, source);  // (m x d)
    // [/source]
    note("query", q);
    note("key", k);
    note("value", v);
    const int width = q.cols() / a.heads;
    Matrix all(q.shape());  // (n x d)
    for (int h = 0; h < a.heads; ++h) {
        const std::string head = ".head." + std::to_string(h);
        const auto own = [&](auto& m) {  // the columns of this head: (n x d/h)
            return m.view().col_block(h * width, width);
        };

        Matrix scores = matmul_nt(own(q), own(k));  // (n x m)
        scores = scale(scores, score_factor(width));
        apply_mask(mask, scores);
        hide_padding(scores, how.words);
        note("scores" + head, scores);

        const Matrix weights = note("weights" + head, softmax_rows(scores));  // (n x m)
        const Matrix out = note("out" + head, matmul(weights, own(v)));       // (n x d/h)
        copy(out, own(all));
    }
    note("concatenated", all);
    return note("output", linear(a.output, all));  // (n x d)
}

// [sublayer]
// f is an attention or a feed-forward.           x: (n x d) -> (n x d)
template <class F>
Matrix sublayer(const LayerNorm& norm, const Matrix& x, F f, How how) {
    Matrix y = x;
    if (how.norm == Norm::before) y = layer_norm(norm, y);
    y = f(y);
    if (how.residual) y = add(x, y);
    if (how.norm == Norm::after) y = layer_norm(norm, y);
    return y;
}
// [/sublayer]

// [encoder_block]
inline Matrix encoder_block(const EncoderLayer& layer, const Matrix& x,
                            How how = {}, const Notes& note = {}) {
    const auto look = [&](const Matrix& in) {
        return attention(layer.self_attention, in, in, Mask::none, how,
                         note.in("self_attention"));
    };
    const auto think = [&](const Matrix& in) {
        return feed_forward(layer.feed_forward, in,
                            note.in("feed_forward"));
    };

    Matrix y = sublayer(layer.self_attention_norm, x, look, how);
    // [not-shown]
    note("looked", y);
    // [/not-shown]
    if (how.feed_forward) {
        y = sublayer(layer.feed_forward_norm, y, think, how);
    }
    return note("output", y);  // (n x d), as it came
}
// [/encoder_block]

// [decoder_block]
// encoded: the encoder's rows (S x d)
inline Matrix decoder_block(const DecoderLayer& layer, const Matrix& x,
                            const Matrix& encoded, How how = {},
                            const Notes& note = {}) {
    const auto look_back = [&](const Matrix& in) {
        const Mask mask = how.causal ? Mask::causal : Mask::none;
        return attention(layer.self_attention, in, in, mask, {},
                         note.in("self_attention"));
    };
    const auto look_across = [&](const Matrix& in) {
        return attention(layer.cross_attention, in, encoded, Mask::none,
                         how, note.in("cross_attention"));
    };
    const auto think = [&](const Matrix& in) {
        return feed_forward(layer.feed_forward, in,
                            note.in("feed_forward"));
    };

    Matrix y = sublayer(layer.self_attention_norm, x, look_back, how);
    // [not-shown]
    note("looked", y);
    // [/not-shown]
    if (how.cross) {
        y = sublayer(layer.cross_attention_norm, y, look_across, how);
    }
    // [not-shown]
    note("crossed", y);
    // [/not-shown]
    if (how.feed_forward) {
        y = sublayer(layer.feed_forward_norm, y, think, how);
    }
    return note("output", y);  // (T x d)
}
// [/decoder_block]

// [read]
inline Matrix read(const Transformer& model, std::span<const int> ids,
                   const Notes& note) {
    const int n = static_cast<int>(ids.size());
    const int d = model.config().width;

    // Chapter 02: a row for each piece, times √d.
    const ConstView table = model.embedding().value();  // (V x d)
    Matrix words({n, d});
    for (int i = 0; i < n; ++i) {
        const int id = ids[static_cast<std::size_t>(i)];
        copy(table.row_block(id, 1), words.view().row_block(i, 1));
    }
    words = scale(words, std::sqrt(static_cast<real>(d)));
    // [not-shown]
    note("embeddings", words);
    // [/not-shown]

    // Chapter 03: a signal for each position.
    const Matrix signals(model.positions().row_block(0, n));
    // [not-shown]
    note("positions", signals);
    // [/not-shown]
    return note("input", add(words, signals));  // (n x d)
}
// [/read]

// [halves]
inline Matrix encode(const Transformer& model, std::span<const int> source,
                     How how = {}, Trace* trace = nullptr) {
    const Notes note{trace, "encoder."};
    Matrix x = read(model, source, note);  // (S x d)
    int i = 0;
    for (const EncoderLayer& layer : model.encoder()) {
        const Notes here = note.in(std::to_string(i));
        x = encoder_block(layer, x, how, here);
        i += 1;
    }
    return x;
}

inline Matrix decode(const Transformer& model, std::span<const int> said,
                     const Matrix& encoded, How how = {},
                     Trace* trace = nullptr) {
    const Notes note{trace, "decoder."};
    Matrix x = read(model, said, note);  // (T x d)
    int i = 0;
    for (const DecoderLayer& layer : model.decoder()) {
        const Notes here = note.in(std::to_string(i));
        x = decoder_block(layer, x, encoded, how, here);
        i += 1;
    }
    return x;
}
// [/halves]

// [logits]
// A score for every piece: does the row fit the piece's own row?
inline Matrix logits(const Transformer& model, ConstView hidden) {
    const ConstView table = model.embedding().value();
    return matmul_nt(hidden, table);  // (T x d)(V x d)^T -> (T x V)
}
// [/logits]
// clang-format on

}  // namespace chapter_07::by_hand
