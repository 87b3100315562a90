#include "variants/variant.h"

#include <algorithm>

#include "core/require.h"
#include "nn/embedding.h"
#include "tensor/ops.h"
#include "trials/recorded.h"

namespace book {
namespace {

std::vector<MultiHeadAttention> attentions(const Transformer& model) {
    std::vector<MultiHeadAttention> all;
    for (const EncoderLayer& layer : model.encoder()) all.push_back(layer.self_attention);
    for (const DecoderLayer& layer : model.decoder()) {
        all.push_back(layer.self_attention);
        all.push_back(layer.cross_attention);
    }
    return all;
}

std::vector<FeedForward> feed_forwards(const Transformer& model) {
    std::vector<FeedForward> all;
    for (const EncoderLayer& layer : model.encoder()) all.push_back(layer.feed_forward);
    for (const DecoderLayer& layer : model.decoder()) all.push_back(layer.feed_forward);
    return all;
}

// ---- one matrix for queries and keys ------------------------------------------------------------

// The gradient of a matrix that is used twice is the sum of both.
void add_up(View a, View b) {
    for (int r = 0; r < a.rows(); ++r)
        for (int c = 0; c < a.cols(); ++c) {
            const real sum = a(r, c) + b(r, c);
            a(r, c) = sum;
            b(r, c) = sum;
        }
}

Variant one_matrix_for_q_and_k() {
    Variant v{"one_matrix_for_q_and_k", "one matrix for queries and keys"};
    v.begin = [](Transformer& model) {
        for (const MultiHeadAttention& a : attentions(model))
            copy(a.query.weight.value(), a.key.weight.value());
    };
    v.gradients = [](Transformer& model) {
        for (const MultiHeadAttention& a : attentions(model))
            add_up(a.query.weight.grad(), a.key.weight.grad());
    };
    return v;
}

// ---- parts that are not there -------------------------------------------------------------------

Variant no_output_projection() {
    Variant v{"no_output_projection", "heads side by side, and no W_O behind them"};
    v.begin = [](Transformer& model) {
        for (const MultiHeadAttention& a : attentions(model)) {
            const View w = a.output.weight.value();
            fill(w, 0);
            for (int i = 0; i < w.rows(); ++i) w(i, i) = 1;
        }
    };
    v.gradients = [](Transformer& model) {
        for (const MultiHeadAttention& a : attentions(model)) fill(a.output.weight.grad(), 0);
    };
    return v;
}

// What the second half of the network adds is 0, and stays so.
Variant no_feed_forward() {
    Variant v{"no_feed_forward", "no feed-forward layers"};
    v.begin = [](Transformer& model) {
        for (const FeedForward& f : feed_forwards(model)) fill(f.outer.weight.value(), 0);
    };
    v.gradients = [](Transformer& model) {
        for (const FeedForward& f : feed_forwards(model)) {
            fill(f.outer.weight.grad(), 0);
            if (f.outer.bias.exists()) fill(f.outer.bias.grad(), 0);
        }
    };
    return v;
}

Variant one_head() {
    Variant v{"one_head", "one head of the full width"};
    v.recipe = [](Recipe& r) { r.model.heads = 1; };
    return v;
}

// ---- positions ----------------------------------------------------------------------------------

// With zeros in all other places the sum of word and position is the two of them side by side.
Variant positions_side_by_side() {
    Variant v{"positions_side_by_side",
              fmt::format("positions beside the words, in {} columns of their own",
                          kColumnsForPositions)};
    const auto clear_columns = [](View embedding) {
        for (int r = 0; r < embedding.rows(); ++r)
            for (real& x : embedding.row(r).last(kColumnsForPositions)) x = 0;
    };
    v.begin = [clear_columns](Transformer& model) {
        clear_columns(model.embedding().value());
        const TransformerConfig& c = model.config();
        Matrix positions({c.max_length, c.width});
        const Matrix narrow = sinusoidal_positions(c.max_length, kColumnsForPositions);
        for (int r = 0; r < c.max_length; ++r)
            for (int i = 0; i < kColumnsForPositions; ++i)
                positions(r, c.width - kColumnsForPositions + i) = narrow(r, i);
        model.set_positions(std::move(positions));
    };
    v.gradients = [clear_columns](Transformer& model) { clear_columns(model.embedding().grad()); };
    return v;
}

Variant no_positions() {
    Variant v{"no_positions", "no positions at all"};
    v.begin = [](Transformer& model) {
        model.set_positions(Matrix({model.config().max_length, model.config().width}));
    };
    return v;
}

// ---- where the norm stands, and warm-up ---------------------------------------------------------

// Six layers on either side, as the paper has them: two are too few to tell. (And twice the width, or
// the stacks learn too little to be compared.)
void make_deep(Recipe& r) {
    r.model.width = 32;
    r.model.feed_forward = 128;
    r.model.encoder_layers = 6;
    r.model.decoder_layers = 6;
}

Variant deep(const std::string& name, const std::string& what, bool pre_norm, bool warm_up) {
    Variant v{name, what};
    v.recipe = [pre_norm](Recipe& r) {
        make_deep(r);
        r.model.pre_norm = pre_norm;
        r.model.final_norm = pre_norm;  // or nothing would norm what the last layer hands on
    };
    if (warm_up) return v;
    // As high as it gets, from the first step on; when warm-up would have ended, nothing changes.
    v.rate = [](std::int64_t step, double rate) {
        const Recipe r = trial_recipe();
        return step < r.trainer.warmup ? r.trainer.learning_rate : rate;
    };
    return v;
}

// ---- label smoothing ----------------------------------------------------------------------------

Variant smoothing(const std::string& name, double share) {
    Variant v{name, fmt::format("label smoothing of {}", share)};
    v.recipe = [share](Recipe& r) { r.trainer.label_smoothing = share; };
    return v;
}

// The same in a translator as wide as the book's, which has room to spare.
Variant wide(Variant v) {
    v.name = "wide_" + v.name;
    v.what += ", rows of 64 numbers";
    v.recipe = [narrow = v.recipe](Recipe& r) {
        if (narrow) narrow(r);
        r.model.width = book_recipe().model.width;
        r.model.feed_forward = book_recipe().model.feed_forward;
    };
    return v;
}

Variant whole() { return {"whole", "nothing is changed"}; }

}  // namespace

TrainerHooks hooks_for(const Variant& variant, Transformer& model) {
    TrainerHooks hooks;
    hooks.rate = variant.rate;
    if (variant.gradients) hooks.gradients = [&](std::span<real>) { variant.gradients(model); };
    return hooks;
}

Recipe trial_recipe() {
    Recipe r = book_recipe();
    r.model.width = kNarrowWidth;
    r.model.feed_forward = 64;
    return r;
}

const std::vector<Variant>& variants() {
    static const std::vector<Variant> all{
        whole(),
        one_matrix_for_q_and_k(),
        one_head(),
        no_output_projection(),
        no_feed_forward(),
        positions_side_by_side(),
        no_positions(),
        deep("post_norm", "six layers, norms behind the sums", false, true),
        deep("post_norm_cold", "six layers, norms behind the sums, no warm-up", false, false),
        deep("pre_norm", "six layers, norms before the parts", true, true),
        deep("pre_norm_cold", "six layers, norms before the parts, no warm-up", true, false),
        wide(whole()),
        wide(one_matrix_for_q_and_k()),
        wide(one_head()),
        wide(no_output_projection()),
        smoothing("smoothing_0", 0),
        smoothing("smoothing_0.1", 0.1),
        smoothing("smoothing_0.2", 0.2),
    };
    return all;
}

const Variant& variant_named(const std::string& name) {
    const auto found = std::find_if(variants().begin(), variants().end(),
                                    [&](const Variant& v) { return v.name == name; });
    require_input(found != variants().end(), "there is no trial \"{}\"; ./book trials lists them",
                  name);
    return *found;
}

}  // namespace book
