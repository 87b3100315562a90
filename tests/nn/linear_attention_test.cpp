// States that are matrices: what they hold, and that batches, threads and single words give the same.
#include "nn/linear_attention.h"

#include <cmath>

#include "autodiff/ops.h"
#include "model/allocations.h"
#include "nn/fast_weights.h"
#include "nn/random_matrices.h"
#include "tensor/tensor_testing.h"

using namespace book;

namespace {

constexpr WriteRule kRules[] = {WriteRule::gated, WriteRule::delta, WriteRule::gated_delta};

// n keys, each at a right angle to all others.
Matrix right_angled(int n, int width) {
    Matrix keys({n, width});
    for (int i = 0; i < n; ++i) keys(i, i) = 1;
    return keys;
}

Matrix said(const Matrix& q, const Matrix& k, const Matrix& v, const Matrix& strength) {
    Tape tape(Tape::Mode::inference);
    FastWeights given{tape.constant(q), tape.constant(k), tape.constant(v), {}, {}};
    if (strength.rows() > 0) given.strength = tape.constant(strength);
    return Matrix(fast_weights(given, Segments::one(k.rows()), 1).value());
}

struct MatrixLayer {
    MatrixLayer(WriteRule rule, int width, int key, int value) {
        Rng rng(5);
        layer = make_linear_attention(parameters, "l", rule, width, key, value, rng);
    }
    Parameters parameters;
    LinearAttention layer;
};

// What comes out of a pass: the words, and the gradients by words and by all weights.
struct MatrixPass {
    Matrix y, dx, weights;
};

MatrixPass matrix_pass(MatrixLayer& l, const Matrix& input, const Segments& rows) {
    l.parameters.zero_grads();
    Tape tape;
    const Var x = tape.input(input);
    const Var y = linear_attention(l.layer, x, rows);
    tape.backward(y, random_matrix(y.shape(), 23));
    MatrixPass p{Matrix(y.value()), Matrix(x.grad()),
                 Matrix({1, static_cast<int>(l.parameters.size())})};
    std::copy(l.parameters.grads().begin(), l.parameters.grads().end(), p.weights.row(0).begin());
    return p;
}

}  // namespace

TEST_CASE("fast_weights: added values are attention without softmax", "[nn]") {
    const Matrix q = random_matrix({7, 4}, 1);
    const Matrix k = random_matrix({7, 4}, 2);
    const Matrix v = random_matrix({7, 3}, 3);
    const Matrix y = said(q, k, v, {});
    for (int t = 0; t < 7; ++t)
        for (int j = 0; j < 3; ++j) {
            double sum = 0;
            for (int s = 0; s <= t; ++s) sum += double(dot(q.row(t), k.row(s))) * double(v(s, j));
            CHECK_THAT(y(t, j), WithinAbs(sum, 1e-5));
        }
}

TEST_CASE("fast_weights: the delta rule replaces what a key holds, and adding piles it up",
          "[nn]") {
    // The same key twice, another in between.
    Matrix k({3, 2});
    k(0, 0) = k(1, 1) = k(2, 0) = 1;
    const Matrix v = random_matrix({3, 4}, 1);
    const Matrix ones({3, 1}, 1);
    const Matrix replaced = said(k, k, v, ones);
    const Matrix added = said(k, k, v, {});
    for (int j = 0; j < 4; ++j) {
        CHECK_THAT(replaced(2, j), WithinAbs(v(2, j), 1e-6));
        CHECK_THAT(added(2, j), WithinAbs(v(0, j) + v(2, j), 1e-6));
        CHECK(replaced(1, j) == v(1, j));  // the key in between has lost nothing
    }
    Matrix weak = ones;
    weak(2, 0) = real(0.25);  // moves a quarter of the way
    const Matrix moved = said(k, k, v, weak);
    for (int j = 0; j < 4; ++j)
        CHECK_THAT(moved(2, j), WithinAbs(v(0, j) + (v(2, j) - v(0, j)) / 4, 1e-6));
}

TEST_CASE("fast_weights: as many values are held to the last as keys fit at right angles", "[nn]") {
    const int width = 6;
    const Matrix keys = right_angled(width, width);
    const Matrix values = random_matrix({width, 5}, 1);
    Matrix first_asked_again({2 * width, width});
    Matrix written({2 * width, width});
    Matrix held({2 * width, 5});
    for (int i = 0; i < width; ++i) {
        std::copy(keys.row(i).begin(), keys.row(i).end(), written.row(i).begin());
        std::copy(keys.row(i).begin(), keys.row(i).end(), first_asked_again.row(width + i).begin());
        std::copy(values.row(i).begin(), values.row(i).end(), held.row(i).begin());
    }
    // The second half only asks: its keys are zeros, and write nothing.
    const Matrix y = said(first_asked_again, written, held, Matrix({2 * width, 1}, 1));
    CHECK(max_abs_difference(y.view().row_block(width, width), values.view()) < 1e-6);
}

TEST_CASE("fast_weights: word by word, on a state of one's own, the same bits", "[nn]") {
    const int k = 5, v = 3, n = 9;
    const Matrix q = random_matrix({n, k}, 1), keys = random_matrix({n, k}, 2),
                 values = random_matrix({n, v}, 3);
    for (const int kept : {0, 1, k})
        for (const bool replaces : {false, true}) {
            const Matrix decay = random_shares({n, std::max(1, kept)}, 4);
            const Matrix strength = random_shares({n, 1}, 5);
            Tape tape(Tape::Mode::inference);
            FastWeights given{tape.constant(q), tape.constant(keys), tape.constant(values), {}, {}};
            if (kept > 0) given.decay = tape.constant(decay);
            if (replaces) given.strength = tape.constant(strength);
            const Var all = fast_weights(given, Segments::one(n), 1);
            Matrix state({k, v});
            Matrix answer({1, v});
            for (int t = 0; t < n; ++t) {
                FastWeightsStep word{q.row(t), keys.row(t), values.row(t), {}, nullptr};
                if (kept > 0) word.decay = decay.row(t);
                if (replaces) word.strength = &strength.row(t)[0];
                fast_weights_step(word, state.view(), answer.row(0));
                CHECK(same_bits(answer.view(), all.value().row_block(t, 1)));
            }
        }
}

TEST_CASE("linear_attention: any number of threads gives the same bits", "[nn]") {
    const GlobalState back;
    const Segments rows({40, 1, 64, 13, 0, 64, 64, 30});
    const Matrix x = random_matrix({rows.total(), 24}, 7);
    for (const WriteRule rule : kRules) {
        MatrixLayer l(rule, 24, 16, 16);
        set_thread_count(1);
        const MatrixPass alone = matrix_pass(l, x, rows);
        for (const int threads : {2, 3, 8}) {
            set_thread_count(threads);
            const MatrixPass many = matrix_pass(l, x, rows);
            CHECK(same_bits(alone.y, many.y));
            CHECK(same_bits(alone.dx, many.dx));
            CHECK(same_bits(alone.weights, many.weights));
        }
    }
}

TEST_CASE("linear_attention: a sentence says in a batch what it says alone", "[nn]") {
    const std::vector<int> lengths{3, 8, 1, 5};
    const Segments rows(lengths);
    const Matrix x = random_matrix({rows.total(), 6}, 8);
    for (const WriteRule rule : kRules) {
        MatrixLayer l(rule, 6, 4, 4);
        const MatrixPass batch = matrix_pass(l, x, rows);
        for (int s = 0; s < rows.count(); ++s) {
            Tape tape(Tape::Mode::inference);
            const Var one = tape.constant(x.view().row_block(rows.begin(s), rows.length(s)));
            const Var y = linear_attention(l.layer, one, Segments::one(rows.length(s)));
            CHECK(max_abs_difference(
                      y.value(), batch.y.view().row_block(rows.begin(s), rows.length(s))) < 1e-6);
        }
    }
}

TEST_CASE("short_convolution: nothing reaches across the beginning of a sentence, or backwards",
          "[nn]") {
    Tape tape(Tape::Mode::inference);
    Matrix words({6, 1});
    words(3, 0) = 1;  // the first word of the second sentence
    Matrix weights({3, 1});
    weights(0, 0) = 2;
    weights(1, 0) = 3;
    weights(2, 0) = 5;
    const Var y = short_convolution(tape.constant(words), tape.constant(weights), Segments({3, 3}));
    const real expected[] = {0, 0, 0, 2, 3, 5};
    for (int t = 0; t < 6; ++t) CHECK(y.value()(t, 0) == expected[t]);
}

TEST_CASE(
    "kept_share: between 0 and 1 for any number, and what gated linear attention's paper says",
    "[nn]") {
    Tape tape(Tape::Mode::inference);
    const Matrix x{{-1e4F, -3, 0, 3, 1e4F}};
    const Var y = kept_share(tape.constant(x), 1.0 / 16);
    for (int c = 0; c < 5; ++c) {
        CHECK(y.value()(0, c) >= 0);
        CHECK(y.value()(0, c) <= 1);
        const double z = -double(x(0, c));
        CHECK_THAT(y.value()(0, c), WithinAbs(std::pow(1 / (1 + std::exp(-z)), 1.0 / 16), 1e-6));
    }
}

TEST_CASE("linear_attention: a second pass over the same shapes allocates nothing", "[nn]") {
    const GlobalState back;
    set_thread_count(1);
    const Segments rows({7, 3, 9});
    const Matrix input = random_matrix({19, 12}, 9);
    for (const WriteRule rule : kRules) {
        MatrixLayer l(rule, 12, 8, 8);
        Tape tape;
        const auto pass = [&] {
            tape.clear();
            const Var y = linear_attention(l.layer, tape.input(input), rows);
            tape.backward(sum(y));
        };
        pass();
        pass();
        start_counting_allocations();
        pass();
        CHECK(stop_counting_allocations() == 0);
    }
}

TEST_CASE("fast_weights: shapes that do not fit are refused", "[nn]") {
    Tape tape;
    const Var x = tape.constant(Matrix({4, 6}));
    const Var narrow = tape.constant(Matrix({4, 3}));
    const Segments four({4});
    CHECK_THROWS_AS(fast_weights({x, narrow, x, {}, {}}, four, 1), Error);
    CHECK_THROWS_AS(fast_weights({x, x, x, {}, {}}, four, 4), Error);
    CHECK_THROWS_AS(fast_weights({x, x, x, {}, {}}, Segments({3}), 1), Error);
    CHECK_THROWS_AS(fast_weights({x, x, x, narrow, {}}, four, 1), Error);
    CHECK_THROWS_AS(fast_weights({x, x, x, {}, narrow}, four, 1), Error);
    CHECK_THROWS_AS(short_convolution(x, narrow, four), Error);
}
