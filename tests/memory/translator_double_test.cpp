// The translators of two LSTMs, against finite differences and against one that takes step after
// step.
#include "autodiff/gradient_check.h"
#include "autodiff/ops.h"
#include "catch.h"
#include "memory/recurrent_translator.h"
#include "nn/embedding.h"
#include "nn/loss.h"
#include "recall/additive.h"

using namespace book;

TEST_CASE("lstm translator: gradients by all its numbers agree with differences", "[memory]") {
    // Of different lengths, and the longest source does not have the longest target.
    const std::vector<TokenPair> pairs{{{2, 3}, {5, 4, 2}}, {{4, 3, 2}, {5}}, {{5}, {3, 3}}};
    const Batch batch = make_batch(pairs);
    for (const int layers : {1, 2})
        for (const bool reversed : {false, true})
            for (const bool attention : {false, true}) {
                CAPTURE(layers, reversed, attention);
                LstmTranslatorSettings settings;
                settings.vocabulary = 6;
                settings.width = 3;
                settings.state = 4;
                settings.layers = layers;
                settings.reversed = reversed;
                settings.attention = attention;
                LstmTranslator model(settings, 5);
                GradientCheck check(
                    [&](Tape& tape, const std::vector<Var>&) {
                        return model.loss(tape, batch, 0.1);
                    },
                    {}, &model.parameters());
                CHECK(check.error() < kGradientTolerance);
            }
}

namespace {

Linear linear_named(Parameters& p, const std::string& name) {
    return {p.find(name + ".weight"), p.find(name + ".bias")};
}

Recurrent lstm_named(Parameters& p, const std::string& name) {
    Recurrent layer;
    layer.kind = CellKind::lstm;
    layer.input = linear_named(p, name + ".input");
    layer.state = linear_named(p, name + ".state");
    return layer;
}

// Reads or writes one sentence, a word at a time, through all layers. What the top layer says after
// each word.
Var step_by_step(Parameters& p, const std::string& who, Var words, std::vector<State>& layers) {
    std::vector<Var> said;
    for (int t = 0; t < words.rows(); ++t) {
        Var x = pick_rows(words, std::vector<int>{t});
        for (std::size_t l = 0; l < layers.size(); ++l) {
            layers[l] = recurrent_step(lstm_named(p, fmt::format("{}.{}", who, l)), x, layers[l]);
            x = layers[l].h;
        }
        said.push_back(x);
    }
    Var all = said[0];
    for (std::size_t t = 1; t < said.size(); ++t) {
        Matrix both({all.rows() + 1, all.cols()});
        copy(all.value(), both.view().row_block(0, all.rows()));
        copy(said[t].value(), both.view().row_block(all.rows(), 1));
        all = words.tape().constant(both);
    }
    return all;
}

}  // namespace

TEST_CASE("lstm translator: a step at a time, each layer beginning with its reader's last state",
          "[memory]") {
    const TokenPair pair{{2, 3, 5}, {5, 4, 2, 3}};
    const Batch batch = make_batch({pair});
    const std::vector<int> backwards{5, 3, 2, kEnd};
    for (const int layers : {1, 2})
        for (const bool reversed : {false, true})
            for (const bool attention : {false, true}) {
                CAPTURE(layers, reversed, attention);
                LstmTranslatorSettings settings;
                settings.vocabulary = 6;
                settings.width = 3;
                settings.state = 4;
                settings.layers = layers;
                settings.reversed = reversed;
                settings.attention = attention;
                LstmTranslator model(settings, 5);
                Parameters& p = model.parameters();
                Tape tape(Tape::Mode::inference);
                const Var table = p.find("embedding").on(tape);
                const Var zeros = tape.constant(Matrix({1, settings.state}));

                std::vector<State> states(static_cast<std::size_t>(layers), State{zeros, zeros});
                const Var memory = step_by_step(
                    p, "reader", embed(table, reversed ? backwards : batch.source), states);
                Var told = step_by_step(p, "writer", embed(table, batch.input), states);
                if (attention) {
                    const Var q = matmul(told, p.find("query.weight").on(tape));
                    const Var k = linear(linear_named(p, "key"), memory);
                    const Var v = p.find("weigh").on(tape);
                    const Var found =
                        additive_attention(q, k, memory, v, Segments::one(5), Segments::one(4));
                    told = concat_cols({told, found});
                }
                const Var said = tanh(linear(linear_named(p, "output"), told));
                const Var loss = cross_entropy(matmul_nt(said, table), batch.output, 0);
                CHECK_THAT(model.loss(tape, batch, 0).value()(0, 0),
                           WithinAbs(loss.value()(0, 0), 1e-12));
            }
}
