#include "model/inspection.h"

#include <algorithm>
#include <numeric>

#include "core/require.h"
#include "tensor/ops.h"

namespace book {
namespace {

// Calls look(layer, head, weights) for every head while the decoder reads these ids.
void look_at_heads(const DecoderWeights& weights, std::span<const int> ids,
                   const std::function<void(int layer, int head, ConstView weights)>& look) {
    LanguageDecoder decoder(weights);
    DecoderHooks hooks;
    hooks.attention = [&](int layer, int head, int, View w) { look(layer, head, w); };
    decoder.set_hooks(std::move(hooks));
    decoder.read(ids);
}

Shape shape_of_tables(const LanguageModelConfig& config) { return {config.layers, config.heads}; }

// Row i of a causal head: it may look at tokens 0 .. i of the text, when `before` tokens were read earlier.
void take_away_first(std::span<real> row, int itself) {
    constexpr double kLeast = 1e-6;
    double others = 0;
    for (int j = 1; j <= itself; ++j) others += static_cast<double>(row[j]);
    row[0] = 0;
    if (others < kLeast) {
        row[itself] = 1;
        return;
    }
    for (int j = 1; j <= itself; ++j)
        row[j] = static_cast<real>(static_cast<double>(row[j]) / others);
}

Matrix normalised(const LanguageModelConfig& config, const DecoderNorm& norm, ConstView rows) {
    Matrix normed(rows.shape()), statistics({rows.rows(), 2});
    if (config.norm == Norm::layer)
        layer_norm_rows(rows, norm.gain, norm.bias, normed, statistics, config.epsilon);
    else
        rms_norm_rows(rows, norm.gain, config.epsilon, normed, statistics);
    return normed;
}

}  // namespace

Matrix head_weights(const DecoderWeights& weights, std::span<const int> ids, HeadPlace place) {
    const LanguageModelConfig& config = weights.config;
    require(place.layer >= 0 && place.layer < config.layers && place.head >= 0 &&
                place.head < config.heads,
            "head_weights: head {} of layer {} in a model of {} layers with {} heads", place.head,
            place.layer, config.layers, config.heads);
    Matrix found;
    look_at_heads(weights, ids, [&](int layer, int head, ConstView w) {
        if (HeadPlace{layer, head} == place) found = Matrix(w);
    });
    return found;
}

HeadTables head_tables(const DecoderWeights& weights,
                       const std::vector<std::vector<int>>& sequences) {
    const Shape shape = shape_of_tables(weights.config);
    HeadTables tables{Matrix(shape), Matrix(shape), Matrix(shape), Matrix(shape)};
    const real share = real{1} / static_cast<real>(std::max<std::size_t>(sequences.size(), 1));
    for (const std::vector<int>& ids : sequences) {
        const int half = static_cast<int>(ids.size()) / 2;
        look_at_heads(weights, ids, [&](int layer, int head, ConstView w) {
            const HeadScores scores = head_scores(w, half);
            tables.induction(layer, head) += share * static_cast<real>(scores.induction);
            tables.duplicate(layer, head) += share * static_cast<real>(scores.duplicate);
            tables.previous(layer, head) += share * static_cast<real>(scores.previous);
            tables.sink(layer, head) += share * static_cast<real>(scores.sink);
        });
    }
    return tables;
}

Matrix sink_table(const DecoderWeights& weights, std::span<const int> ids) {
    require(ids.size() >= 3, "sink_table: {} tokens are too few", ids.size());
    Matrix table(shape_of_tables(weights.config));
    look_at_heads(weights, ids, [&](int layer, int head, ConstView w) {
        double sum = 0;
        for (int i = 2; i < w.rows(); ++i) sum += static_cast<double>(w(i, 0));
        table(layer, head) = static_cast<real>(sum / (w.rows() - 2));
    });
    return table;
}

std::vector<HeadPlace> largest_heads(ConstView table, int count) {
    std::vector<HeadPlace> heads;
    for (int layer = 0; layer < table.rows(); ++layer)
        for (int head = 0; head < table.cols(); ++head) heads.push_back({layer, head});
    std::stable_sort(heads.begin(), heads.end(), [&](const HeadPlace& a, const HeadPlace& b) {
        return table(a.layer, a.head) > table(b.layer, b.head);
    });
    heads.resize(std::min(heads.size(), static_cast<std::size_t>(std::max(count, 0))));
    return heads;
}

// [take_out]
InterfereWithHeads send_to_first(const std::vector<HeadPlace>& heads) {
    return [heads](int layer, int head, int, View weights) {
        const HeadPlace here{layer, head};
        if (std::count(heads.begin(), heads.end(), here) == 0) return;
        fill(weights, 0);
        for (int i = 0; i < weights.rows(); ++i) weights(i, 0) = 1;
    };
}
// [/take_out]

InterfereWithHeads keep_off_first() {
    return [](int, int, int, View weights) {
        const int before = weights.cols() - weights.rows();
        for (int i = 0; i < weights.rows(); ++i)
            if (before + i > 0) take_away_first(weights.row(i), before + i);
    };
}

std::vector<double> token_losses(const DecoderWeights& weights, std::span<const int> ids,
                                 const InterfereWithHeads& interfere) {
    LanguageDecoder decoder(weights);
    if (interfere) {
        DecoderHooks hooks;
        hooks.attention = interfere;
        decoder.set_hooks(std::move(hooks));
    }
    const ConstView logits = decoder.read_all(ids, Segments::one(static_cast<int>(ids.size())));
    std::vector<double> losses(ids.size(), 0.0);
    for (int i = 1; i < static_cast<int>(ids.size()); ++i) {
        const auto row = logits.row(i - 1);
        losses[i] = log_sum_exp(row) - static_cast<double>(row[ids[i]]);
    }
    return losses;
}

double mean_loss(std::span<const double> losses) {
    if (losses.size() < 2) return 0;
    return std::accumulate(losses.begin() + 1, losses.end(), 0.0) /
           static_cast<double>(losses.size() - 1);
}

std::vector<Matrix> residual_stream(const DecoderWeights& weights, std::span<const int> ids) {
    std::vector<Matrix> stream;
    LanguageDecoder decoder(weights);
    DecoderHooks hooks;
    hooks.stream = [&](int, ConstView rows) { stream.emplace_back(rows); };
    decoder.set_hooks(std::move(hooks));
    decoder.read(ids);
    return stream;
}

Matrix attention_input(const DecoderWeights& weights, int layer, ConstView rows) {
    if (!weights.config.pre_norm) return Matrix(rows);
    return normalised(weights.config, weights.layers[layer].attention_norm, rows);
}

Matrix values_in(const DecoderWeights& weights, int layer, ConstView rows) {
    const DecoderLinear& value = weights.layers[layer].value;
    const Matrix read = attention_input(weights, layer, rows);
    Matrix values({rows.rows(), weights.config.key_value_width()});
    product(read, value.weight, values);
    if (!value.bias.empty()) add_bias(values, value.bias, values);
    return values;
}

Matrix logit_lens(const DecoderWeights& weights, const std::vector<Matrix>& stream) {
    const LanguageModelConfig& config = weights.config;
    Matrix rows({static_cast<int>(stream.size()), config.width});
    for (std::size_t i = 0; i < stream.size(); ++i) {
        require(stream[i].rows() > 0, "logit_lens: no token was read");
        copy(stream[i].view().row_block(stream[i].rows() - 1, 1),
             rows.view().row_block(static_cast<int>(i), 1));
    }
    // [lens]
    if (config.final_norm) rows = normalised(config, weights.norm, rows);
    Matrix logits({rows.rows(), config.vocabulary});
    product(rows, weights.output, logits);
    // [/lens]
    return logits;
}

}  // namespace book
