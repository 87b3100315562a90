#include "language/sentence_encoder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/parallel.h"
#include "nn/attention.h"
#include "tensor/ops.h"
#include "tensor/smooth.h"

namespace book {
namespace {

using Weights = SentenceEncoderWeights;

// y = x W + b                                                       (n x in)(in x out) -> (n x out)
Matrix linear(const Weights::Linear& layer, ConstView x) {
    return filled({x.rows(), layer.weight.cols()},
                  [&](View y) { linear(x, layer.weight, layer.bias, y); });
}

Matrix activated(FeedForwardKind kind, ConstView x) {
    if (kind == FeedForwardKind::relu) return relu(x);
    const bool by_erf = kind == FeedForwardKind::gelu_erf;
    return filled(x.shape(),
                  [&](View y) { smooth(by_erf ? Smooth::gelu_erf : Smooth::gelu_tanh, x, y); });
}

// A row of length 1, or of zeros.
void to_unit_length(View row) {
    constexpr double kShortest = 1e-12;
    scale(row, static_cast<real>(1 / std::max(norm(row), kShortest)), row);
}

bool all_finite(ConstView x) {
    for (int r = 0; r < x.rows(); ++r)
        for (real number : x.row(r))
            if (!std::isfinite(number)) return false;
    return true;
}

}  // namespace

SentenceEncoder::SentenceEncoder(std::string path, SentenceEncoderConfig config, Weights weights,
                                 Tokenizer tokenizer)
    : path_(std::move(path)),
      config_(config),
      weights_(std::move(weights)),
      tokenizer_(std::move(tokenizer)) {}

std::vector<int> SentenceEncoder::encode(std::string_view utf8) const {
    std::vector<int> ids = tokenizer_.encode(utf8);
    require_input(!ids.empty(), "a text without a single token");
    require_input(std::ssize(ids) <= config_.max_length,
                  "{} tokens, and the model reads at most {}: split the text", ids.size(),
                  config_.max_length);
    return ids;
}

Matrix SentenceEncoder::embed(std::span<const std::vector<int>> texts) const {
    std::vector<int> ids;  // of all texts, one behind the other
    Segments rows;
    for (const std::vector<int>& text : texts) {
        require(!text.empty() && std::ssize(text) <= config_.max_length,
                "embed: a text of {} tokens", text.size());
        ids.insert(ids.end(), text.begin(), text.end());
        rows.add(static_cast<int>(text.size()));
    }
    Matrix x = embedded(ids, rows);
    for (const Weights::Layer& layer : weights_.layers) {
        x = normalised(layer.attention_norm, add(x, attention(layer, x, rows)));
        x = normalised(layer.feed_forward_norm, add(x, feed_forward(layer, x)));
    }
    Matrix y = pooled(x, rows);
    require_input(all_finite(y), "{}: its weights make numbers that are not finite", path_);
    return y;
}

// What the first layer is given: what a token is, and where it stands.                -> (n x d)
Matrix SentenceEncoder::embedded(std::span<const int> ids, const Segments& rows) const {
    const ConstView words = weights_.words;
    const ConstView positions = weights_.positions;
    const ConstView first_type = weights_.types.view().row_block(0, 1);
    Matrix x({rows.total(), config_.width});
    for (int s = 0; s < rows.count(); ++s)
        for (int i = 0; i < rows.length(s); ++i) {
            const int id = ids[rows.begin(s) + i];
            require(id >= 0 && id < config_.vocabulary, "embed: token {} of {}", id,
                    config_.vocabulary);
            const View row = x.view().row_block(rows.begin(s) + i, 1);
            add(words.row_block(id, 1), positions.row_block(i, 1), row);
            add_to(first_type, row);
        }
    return normalised(weights_.norm, x);
}

// Head h of text s reads columns h d/heads ... of that text's rows, and of no other's.  (n x d) -> (n x d)
Matrix SentenceEncoder::attention(const Weights::Layer& layer, ConstView x,
                                  const Segments& rows) const {
    const Matrix q = linear(layer.query, x);
    const Matrix k = linear(layer.key, x);
    const Matrix v = linear(layer.value, x);
    Matrix joined(x.shape());
    const int width = config_.width / config_.heads;
    parallel_for_each(std::ptrdiff_t{rows.count()} * config_.heads, [&](std::ptrdiff_t job) {
        const int s = static_cast<int>(job / config_.heads);
        const int h = static_cast<int>(job % config_.heads);
        const auto part = [&](auto all) {
            return all.row_block(rows.begin(s), rows.length(s)).col_block(h * width, width);
        };
        static thread_local Matrix weights;  // one a thread, kept
        weights.resize({rows.length(s), rows.length(s)});
        attend(part(q.view()), part(k.view()), part(v.view()), Mask::none, weights,
               part(joined.view()));
    });
    return linear(layer.output, joined);
}

Matrix SentenceEncoder::feed_forward(const Weights::Layer& layer, ConstView x) const {
    return linear(layer.outer, activated(config_.activation, linear(layer.inner, x)));
}

Matrix SentenceEncoder::normalised(const Weights::Norm& norm, ConstView x) const {
    Matrix statistics({x.rows(), 2});
    return filled(x.shape(), [&](View y) {
        layer_norm_rows(x, norm.gain, norm.bias, y, statistics, config_.epsilon);
    });
}

// The mean over all tokens of a text, [CLS] and [SEP] among them.              (n x d) -> (texts x d)
Matrix SentenceEncoder::pooled(ConstView x, const Segments& rows) const {
    Matrix means({rows.count(), config_.width});
    for (int s = 0; s < rows.count(); ++s) {
        const View mean = means.view().row_block(s, 1);
        add_column_sums(x.row_block(rows.begin(s), rows.length(s)), mean);
        scale(mean, 1 / static_cast<real>(rows.length(s)), mean);
        if (config_.unit_length) to_unit_length(mean);
    }
    return means;
}

Matrix cosines(ConstView rows) {
    Matrix directions(rows);
    for (int r = 0; r < rows.rows(); ++r) to_unit_length(directions.view().row_block(r, 1));
    return matmul_nt(directions, directions);
}

}  // namespace book
