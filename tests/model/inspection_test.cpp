// Looking inside a language model: tables of heads, heads taken out, the stream and its lens.
#include "model/inspection.h"

#include <cmath>

#include "catch.h"
#include "tensor/ops.h"

using namespace book;

namespace {

LanguageModel small_model(Norm norm, bool pre_norm, int key_value_heads) {
    LanguageModelConfig c;
    c.vocabulary = 23;
    c.width = 16;
    c.layers = 3;
    c.heads = 4;
    c.key_value_heads = key_value_heads;
    c.feed_forward = 24;
    c.max_length = 32;
    c.norm = norm;
    c.pre_norm = pre_norm;
    LanguageModel model(c, 5);
    Rng rng(6);
    for (real& x : model.parameters().values()) x += static_cast<real>(0.3 * rng.normal());
    return model;
}

std::vector<int> twelve_ids() {
    Rng rng(3);
    return repeated_sequence(6, 2, 20, rng);
}

double most_apart(std::span<const double> a, std::span<const double> b) {
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
    return most;
}

}  // namespace

TEST_CASE("inspection: the lens of the last layer gives the model's own logits", "[model]") {
    for (const Norm norm : {Norm::layer, Norm::rms})
        for (const bool pre_norm : {true, false}) {
            const LanguageModel model = small_model(norm, pre_norm, 2);
            const std::vector<int> ids = twelve_ids();
            const std::vector<Matrix> stream = residual_stream(weights_of(model), ids);
            REQUIRE(stream.size() == 4);
            const Matrix lens = logit_lens(weights_of(model), stream);
            REQUIRE(lens.shape() == Shape{4, 23});
            LanguageDecoder decoder(model);
            const ConstView logits = decoder.read(ids);
            for (int v = 0; v < 23; ++v) CHECK(lens(3, v) == logits(0, v));
        }
}

TEST_CASE("inspection: a head's weights are causal rows that add up to 1, and make its scores",
          "[model]") {
    const LanguageModel model = small_model(Norm::rms, true, 2);
    const std::vector<int> ids = twelve_ids();
    const HeadTables tables = head_tables(weights_of(model), {ids});
    const Matrix sink = sink_table(weights_of(model), ids);
    for (int layer = 0; layer < 3; ++layer)
        for (int head = 0; head < 4; ++head) {
            const Matrix w = head_weights(weights_of(model), ids, {layer, head});
            REQUIRE(w.shape() == Shape{12, 12});
            for (int i = 0; i < 12; ++i) {
                double sum = 0;
                for (int j = 0; j < 12; ++j) {
                    sum += static_cast<double>(w(i, j));
                    if (j > i) CHECK(w(i, j) == 0);
                }
                CHECK_THAT(sum, WithinAbs(1, 1e-5));  // a float's rounding, 12 times
            }
            const HeadScores scores = head_scores(w, 6);
            CHECK(tables.induction(layer, head) == static_cast<real>(scores.induction));
            CHECK(tables.previous(layer, head) == static_cast<real>(scores.previous));
            CHECK_THAT(sink(layer, head), WithinAbs(scores.sink, 1e-6));
        }
    CHECK_THROWS_WITH(head_weights(weights_of(model), ids, {3, 0}),
                      ContainsText("head 0 of layer 3"));
    CHECK_THROWS_WITH(sink_table(weights_of(model), std::vector<int>{1, 2}),
                      ContainsText("too few"));
}

TEST_CASE("inspection: a head that is sent to the first token looks at nothing else", "[model]") {
    const LanguageModel model = small_model(Norm::rms, true, 4);
    const std::vector<int> ids = twelve_ids();
    const auto plain = token_losses(weights_of(model), ids);
    CHECK(plain[0] == 0);
    CHECK(token_losses(weights_of(model), ids, [](int, int, int, View) {}) == plain);
    CHECK(token_losses(weights_of(model), ids, send_to_first({})) == plain);
    const InterfereWithHeads send = send_to_first({{1, 2}});
    int seen = 0;
    const auto without =
        token_losses(weights_of(model), ids, [&](int layer, int head, int text, View w) {
            const Matrix before{ConstView(w)};
            send(layer, head, text, w);
            for (int i = 0; i < w.rows(); ++i)
                for (int j = 0; j < w.cols(); ++j) {
                    const bool is_it = layer == 1 && head == 2;
                    CHECK(w(i, j) == (is_it ? (j == 0 ? real{1} : real{0}) : before(i, j)));
                }
            ++seen;
        });
    CHECK(seen == 12);
    CHECK(most_apart(without, plain) > 1e-3);
    CHECK_THAT(without[1], WithinAbs(plain[1], 1e-6));  // the first token had no choice before
}

TEST_CASE("inspection: off the first token, the others get its weight in their proportions",
          "[model]") {
    const InterfereWithHeads hide = keep_off_first();
    Matrix w{{1, 0, 0}, {real{0.75}, real{0.25}, 0}, {real{0.5}, real{0.125}, real{0.375}}};
    hide(0, 0, 0, w);
    CHECK(w == Matrix{{1, 0, 0}, {0, 1, 0}, {0, real{0.25}, real{0.75}}});
    Matrix later{{real{0.5}, real{0.25}, real{0.25}}};  // a third token, read after two others
    hide(0, 0, 0, later);
    CHECK(later == Matrix{{0, real{0.5}, real{0.5}}});
    Matrix nothing_else{{1, 0, 0}};
    hide(0, 0, 0, nothing_else);
    CHECK(nothing_else == Matrix{{0, 0, 1}});
}

TEST_CASE("inspection: the largest heads come first, of equals the earlier", "[model]") {
    const Matrix table{{1, 5, 2}, {5, 0, 7}};
    const std::vector<HeadPlace> three{{1, 2}, {0, 1}, {1, 0}};
    CHECK(largest_heads(table, 3) == three);
    CHECK(largest_heads(table, 100).size() == 6);
    CHECK(largest_heads(table, 0).empty());
}

TEST_CASE("inspection: values are what attention mixes", "[model]") {
    for (const bool pre_norm : {true, false}) {
        const LanguageModel model = small_model(Norm::layer, pre_norm, 2);
        const std::vector<int> ids = twelve_ids();
        const std::vector<Matrix> stream = residual_stream(weights_of(model), ids);
        const Matrix values = values_in(weights_of(model), 1, stream[1]);
        REQUIRE(values.shape() == Shape{12, 8});
        const LanguageModelLayer& layer = model.layers()[1];
        const Matrix read = pre_norm ? layer_norm_rows(stream[1], layer.attention_norm.gain.value(),
                                                       layer.attention_norm.bias.value())
                                     : stream[1];
        const Matrix expected = matmul(read, layer.attention.value.weight.value());
        for (int r = 0; r < 12; ++r)
            for (int c = 0; c < 8; ++c)
                CHECK_THAT(values(r, c) - layer.attention.value.bias.value()(0, c),
                           WithinAbs(expected(r, c), 1e-5));
    }
}
