// What is left of a word in the last state.
#include "memory/traces.h"

#include <cmath>
#include <limits>

#include "nn/embedding.h"
#include "nn/fast_weights.h"
#include "nn/random_matrices.h"
#include "tensor/tensor_testing.h"

using namespace book;

namespace {

constexpr CellKind kTraced[] = {CellKind::elman, CellKind::lstm, CellKind::gru};
constexpr WriteRule kWritten[] = {WriteRule::gated, WriteRule::delta, WriteRule::gated_delta};

struct TracedCell {
    explicit TracedCell(CellStart start, int in = 5, int width = 9) {
        Rng rng(3);
        cell = make_started(parameters, "r", start, in, width, rng);
    }
    Parameters parameters;
    Recurrent cell;
};

struct TracedMatrix {
    explicit TracedMatrix(WriteRule rule) {
        Rng rng(6);
        layer = make_linear_attention(parameters, "m", rule, 10, 6, 4, rng);
    }
    Parameters parameters;
    LinearAttention layer;
};

struct TracedHead {
    TracedHead() {
        Rng rng(6);
        attention = make_attention(parameters, "a", 16, 1, false, rng);
    }
    Parameters parameters;
    MultiHeadAttention attention;
};

double half_life_of(double stretch) { return -std::log(2.0) / std::log(stretch); }

}  // namespace

TEST_CASE("a linear RNN that turns and stretches: gains are stretch^lag, over 40 lags",
          "[memory]") {
    Rng rng(2);
    const Matrix words = randn({41, 5}, rng);
    for (const double stretch : {0.8, 0.97, 1.0, 1.1}) {
        const PlainCell cell = turning_cell(5, 70, stretch, rng);  // asked in two parts
        const std::vector<double> gains = gains_by_lag(cell, words, 41);
        REQUIRE(gains.size() == 41);
        for (std::size_t lag = 0; lag < gains.size(); ++lag)
            CHECK_THAT(gains[lag], WithinRel(std::pow(stretch, double(lag)), 1e-4));
        if (stretch < 1) CHECK_THAT(half_life(gains), WithinRel(half_life_of(stretch), 1e-4));
    }
}

TEST_CASE("a linear RNN that turns words, too: the last state moves by stretch^lag", "[memory]") {
    Rng rng(4);
    PlainCell cell = turning_cell(8, 8, 0.9, rng);
    cell.input = orthogonal_matrix(8, rng);
    const Matrix words = randn({70, 8}, rng),
                 other = randn({1, 8}, rng);  // more than are read at once
    const std::vector<double> moves = influence_by_lag(last_states(cell), words, other, 70);
    for (std::size_t lag = 0; lag < 40;
         ++lag)  // 1e-7 of the last state, by 0.9^40, is what float leaves
        CHECK_THAT(moves[lag], WithinRel(std::pow(0.9, double(lag)), 1e-4));
    CHECK(influence_by_lag(last_states(cell), words, other, 0).empty());
}

TEST_CASE("the ReLU RNN with an identity: a gain is the share of numbers that were never cut",
          "[memory]") {
    Rng rng(5);
    const int width = 50;
    const PlainCell cell = identity_relu_cell(6, width, rng);
    const Matrix words = randn({30, 6}, rng);
    const std::vector<double> gains = gains_by_lag(cell, words, 30);
    Matrix state({1, width});
    std::vector<Matrix> states;
    for (int t = 0; t < 30; ++t) {
        state = relu(add(matmul(words.view().row_block(t, 1), cell.input), state));
        states.push_back(state);
    }
    for (int lag = 0; lag < 30; ++lag) {
        int whole = 0;
        for (int c = 0; c < width; ++c) {
            bool cut = false;
            for (int t = 30 - lag; t < 30; ++t) cut = cut || states[std::size_t(t)](0, c) == 0;
            whole += !cut;
        }
        CHECK_THAT(gains[std::size_t(lag)], WithinAbs(std::sqrt(whole / double(width)), 1e-6));
    }
    CHECK(gains[29] < 0.9);
}

TEST_CASE("an Elman cell without biases is the plain cell with tanh", "[memory]") {
    TracedCell t({CellKind::elman});
    fill(t.cell.input.bias.value(), 0);
    fill(t.cell.state.bias.value(), 0);
    const PlainCell plain{Bend::tanh, Matrix(t.cell.input.weight.value()),
                          Matrix(t.cell.state.weight.value())};
    const Matrix words = random_matrix({12, 5}, 1);
    const std::vector<double> a = gains_by_lag(t.cell, words, 12),
                              b = gains_by_lag(plain, words, 12);
    for (std::size_t lag = 0; lag < a.size(); ++lag) CHECK_THAT(a[lag], WithinRel(b[lag], 1e-4));
    CHECK(max_abs_difference(last_states(t.cell)(words, 3), last_states(plain)(words, 3)) < 1e-6);
}

TEST_CASE("a gain begins at 1, and leaves no gradients in the model", "[memory]") {
    for (const CellKind kind : kTraced) {
        TracedCell t({kind});
        const std::vector<double> gains = gains_by_lag(t.cell, random_matrix({6, 5}, 1), 4);
        REQUIRE(gains.size() == 4);
        CHECK_THAT(gains[0], WithinAbs(1, 1e-6));
        for (const real g : t.parameters.grads()) CHECK(g == 0);
    }
}

TEST_CASE("last states of several sentences are those of each alone", "[memory]") {
    const Matrix words = random_matrix({12, 10}, 8);
    const auto alone = [&](const LastStates& last) {
        const Matrix together = last(words, 3);
        REQUIRE(together.rows() == 3);
        for (int i = 0; i < 3; ++i) {
            const Matrix one = last(words.view().row_block(4 * i, 4), 1);
            CHECK(max_abs_difference(together.view().row_block(i, 1), one) < 1e-6);
        }
        CHECK_THROWS_AS(last(words, 5), Error);
    };
    for (const CellKind kind : kTraced) {
        TracedCell t({kind}, 10);
        alone(last_states(t.cell));
        CHECK(last_states(t.cell)(words, 3).cols() == (kind == CellKind::lstm ? 18 : 9));
    }
    for (const WriteRule rule : kWritten) {
        TracedMatrix t(rule);
        alone(last_states(t.layer));
        CHECK(last_states(t.layer)(words, 3).cols() == 24);
    }
    Rng rng(1);
    Parameters parameters;
    const MultiHeadAttention a = make_attention(parameters, "a", 10, 2, false, rng);
    alone(last_answers(a, false));
    alone(last_answers(a, true));
}

TEST_CASE("influence is what one finds who replaces a word and reads again", "[memory]") {
    TracedCell t({CellKind::lstm});
    const Matrix words = random_matrix({7, 5}, 2), other = random_matrix({1, 5}, 3);
    const LastStates last = last_states(t.cell);
    const std::vector<double> moves = influence_by_lag(last, words, other, 7);
    for (int lag = 0; lag < 7; ++lag) {
        Matrix replaced(words);
        copy(other, replaced.view().row_block(6 - lag, 1));
        const double moved = norm(subtract(last(replaced, 1), last(words, 1)));
        const double changed = norm(subtract(replaced, words));
        CHECK_THAT(moves[std::size_t(lag)], WithinRel(moved / changed, 1e-4));
    }
}

TEST_CASE("a matrix state: its gain is what the words make of a nudge", "[memory]") {
    const Matrix words = random_matrix({9, 10}, 4);
    for (const WriteRule rule : kWritten) {
        TracedMatrix t(rule);
        const int k = t.layer.key_width(), v = t.layer.value_width();
        const std::vector<double> gains = gains_by_lag(t.layer, words, 9);
        Tape tape(Tape::Mode::inference);
        const FastWeights given = fast_weights_of(t.layer, tape.constant(words));
        const auto row = [](Var x, int r) {
            return x.valid() ? x.value().row(r) : std::span<const real>();
        };
        // Without values nothing is written, and what is left of a state of a single 1 is one column of the
        // derivative.
        const std::vector<real> nothing(std::size_t(v), 0);
        for (int lag = 0; lag < 9; ++lag) {
            double squares = 0;
            for (int i = 0; i < k * v; ++i) {
                Matrix s({k, v});
                s.flat()[std::size_t(i)] = 1;
                std::vector<real> unread(std::size_t(v), 0);
                for (int r = 9 - lag; r < 9; ++r) {
                    FastWeightsStep word{row(given.queries, r), row(given.keys, r), nothing,
                                         row(given.decay, r), nullptr};
                    if (given.strength.valid()) word.strength = row(given.strength, r).data();
                    fast_weights_step(word, s, unread);
                }
                squares += norm(s) * norm(s);
            }
            INFO("lag " << lag);
            CHECK_THAT(gains[std::size_t(lag)], WithinRel(std::sqrt(squares / (k * v)), 1e-5));
        }
        CHECK(gains[8] < gains[1]);
    }
}

TEST_CASE("attention without positions does not mind where a word stands, with them it does",
          "[memory]") {
    TracedHead h;
    const Matrix words = random_matrix({20, 16}, 9), other = random_matrix({1, 16}, 10);
    Matrix turned(words);  // the last word asks and stays
    copy(flip_rows(words.view().row_block(0, 19)), turned.view().row_block(0, 19));
    for (const bool positions : {false, true}) {
        const LastStates last = last_answers(h.attention, positions);
        const std::vector<double> a = influence_by_lag(last, words, other, 20);
        const std::vector<double> b = influence_by_lag(last, turned, other, 20);
        double apart = 0;
        for (std::size_t lag = 1; lag < 20; ++lag)
            apart = std::max(apart, std::abs(a[lag] / b[20 - lag] - 1));
        if (positions)
            CHECK(apart > 0.05);
        else
            CHECK(apart < 1e-3);
    }
}

TEST_CASE("attention with positions is attention to words with sinusoids added", "[memory]") {
    TracedHead h;
    const Matrix words = random_matrix({6, 16}, 9);
    const Matrix placed = add(words, sinusoidal_positions(6, 16));
    CHECK(same_bits(last_answers(h.attention, true)(words, 1),
                    last_answers(h.attention, false)(placed, 1)));
}

TEST_CASE("half-life: between two lags the logarithm runs straight", "[memory]") {
    CHECK(half_life(std::vector<double>{1, 0.5, 0.1}) == 1);
    CHECK(half_life(std::vector<double>{4, 2}) == 1);
    CHECK_THAT(half_life(std::vector<double>{1, 0.8, 0.2}),
               WithinAbs(1 + std::log(1.6) / std::log(4.0), 1e-12));
    CHECK(half_life(std::vector<double>{1, 0.9, 0}) == 1);        // gone at once
    CHECK(half_life(std::vector<double>{1, 0.2, 0.9}) < 1);       // what comes back does not count
    CHECK(half_life(std::vector<double>{9, 1, 0.25}, 1) == 0.5);  // from lag 1 on
    CHECK(half_life(std::vector<double>{1, 0.7, 0.6}) == std::numeric_limits<double>::infinity());
    CHECK(half_life(std::vector<double>{1}) == std::numeric_limits<double>::infinity());
}

TEST_CASE("half-life: nothing that comes after it changes it, whatever a fitted line would say",
          "[memory]") {
    std::vector<double> gains;  // half of the numbers fade fast, the others hardly
    for (int lag = 0; lag < 40; ++lag)
        gains.push_back(0.7 * std::pow(0.6, lag) + 0.3 * std::pow(0.99, lag));
    const double life = half_life(gains);
    CHECK(life > 2);
    CHECK(life < 3);
    gains.resize(5);
    CHECK(half_life(gains) == life);
}

TEST_CASE("starts: cells that hold on have longer half-lives, and every start can be made",
          "[memory]") {
    const Matrix words = random_matrix({40, 5}, 1);
    const auto life = [&](const CellStart& start) {
        TracedCell t(start, 5, 24);
        return half_life(gains_by_lag(t.cell, words, 40));
    };
    for (const CellKind kind : {CellKind::lstm, CellKind::gru}) {
        const double plain = life({kind}), one = life({kind, RecurrentStart::uniform, 1});
        const double three = life({kind, RecurrentStart::uniform, 3});
        CHECK(plain < one);
        CHECK(one < three);
        CHECK(plain < life({kind, RecurrentStart::chrono, 0, 40}));
    }
    CHECK(life({CellKind::elman}) < life({CellKind::elman, RecurrentStart::orthogonal}));
    const std::vector<CellStart> all = starts_to_trace(40);
    CHECK(all.size() == 3 + 2 * 6);
    for (const CellStart& start : all) TracedCell made(start);
}

TEST_CASE("traces: the same bits on any number of threads", "[memory]") {
    const GlobalState restore;
    const Matrix words = random_matrix({30, 5}, 1), other = random_matrix({1, 5}, 2);
    TracedCell t({CellKind::lstm}, 5, 40);
    set_thread_count(1);
    const std::vector<double> gains = gains_by_lag(t.cell, words, 30);
    const std::vector<double> moves = influence_by_lag(last_states(t.cell), words, other, 30);
    set_thread_count(3);
    CHECK(gains_by_lag(t.cell, words, 30) == gains);
    CHECK(influence_by_lag(last_states(t.cell), words, other, 30) == moves);
}

TEST_CASE("traces: what does not fit is refused", "[memory]") {
    TracedCell t({CellKind::gru});
    const Matrix words = random_matrix({4, 5}, 1), other = random_matrix({1, 5}, 2);
    const LastStates last = last_states(t.cell);
    CHECK_THROWS_WITH(gains_by_lag(t.cell, words, 5), "gains_by_lag: 5 lags of 4 words");
    CHECK_THROWS_WITH(influence_by_lag(last, words, other, 5),
                      "influence_by_lag: 5 lags of 4 words");
    CHECK_THROWS_AS(influence_by_lag(last, words, random_matrix({1, 4}, 2), 4), Error);
    CHECK_THROWS_WITH(influence_by_lag(last, words, words.view().row_block(2, 1), 4),
                      "influence_by_lag: the word at lag 1 is the other word");
    CHECK_THROWS_AS(half_life(std::vector<double>{0, 0}), Error);
    CHECK_THROWS_AS(half_life(std::vector<double>{1, -0.1}), Error);
    CHECK_THROWS_AS(half_life(std::vector<double>{1}, 1), Error);
    CHECK_THROWS_AS(mean_by_lag({}), Error);
    CHECK_THROWS_AS(mean_by_lag({{1, 2}, {1}}), Error);
    CHECK(mean_by_lag({{1, 2}, {3, 6}}) == std::vector<double>{2, 4});
    CHECK_THROWS_AS(TracedCell({CellKind::elman, RecurrentStart::chrono, 0, 9}), Error);
    CHECK_THROWS_AS(TracedCell({CellKind::elman, RecurrentStart::uniform, 1}), Error);
    CHECK_THROWS_AS(TracedCell({CellKind::lstm, RecurrentStart::chrono, 1, 9}), Error);
}
