// What later Transformers put in the place of the paper's parts: known values, and what must not change.
#include "autodiff/ops.h"
#include "nn/activations.h"
#include "nn/attention.h"
#include "nn/embedding.h"
#include "nn/layer_norm.h"
#include "nn/random_matrices.h"
#include "nn/rotary.h"
#include "tensor/tensor_testing.h"

using namespace book;

TEST_CASE("rms_norm: divides by the root mean square, and leaves the mean alone", "[nn]") {
    Tape tape;
    const Var x = tape.constant(Matrix{{3, 4}, {0, 0}});
    const Var gain = tape.constant(Matrix{{1, 2}});
    const Var y = rms_norm(x, gain, 1e-5);
    const double root = std::sqrt(12.5 + 1e-5);
    CHECK_THAT(static_cast<double>(y.value()(0, 0)), WithinRel(3 / root, 1e-6));
    CHECK_THAT(static_cast<double>(y.value()(0, 1)), WithinRel(8 / root, 1e-6));
    CHECK(y.value()(1, 0) == 0);  // not 0 / 0
}

TEST_CASE("layer_norm: the epsilon that is asked for counts", "[nn]") {
    Tape tape;
    const Var x = tape.constant(Matrix{{1, -1}});
    const Var gain = tape.constant(Matrix{{1, 1}});
    const Var bias = tape.constant(Matrix{{0, 0}});
    CHECK_THAT(static_cast<double>(layer_norm(x, gain, bias, 3).value()(0, 0)),
               WithinRel(0.5, 1e-6));  // 1 / sqrt(1 + 3)
    CHECK(same_bits(layer_norm(x, gain, bias).value(), layer_norm(x, gain, bias, 1e-5).value()));
}

TEST_CASE("rotary: position 0 turns nothing, and a turn keeps the length", "[nn]") {
    const Matrix table = rotary_table(20, 6, 10000);
    const Matrix x = random_matrix({2, 12}, 1);
    for (const RotaryPairs pairs : {RotaryPairs::neighbours, RotaryPairs::halves}) {
        Matrix y(x.shape());
        rotate(x, std::vector<int>{0, 17}, table, pairs, Turn::forward, y);
        CHECK(same_bits(y.view().row_block(0, 1), x.view().row_block(0, 1)));
        CHECK_FALSE(same_bits(y.view().row_block(1, 1), x.view().row_block(1, 1)));
        CHECK_THAT(norm(y.view().row_block(1, 1)), WithinRel(norm(x.view().row_block(1, 1)), 1e-6));
        rotate(y, std::vector<int>{0, 17}, table, pairs, Turn::back, y);
        CHECK(max_abs_difference(x, y) < 1e-6);
    }
}

TEST_CASE("rotary: a score depends on how far apart two words are, not on where", "[nn]") {
    const Matrix table = rotary_table(200, 8, 100);
    const Matrix q = random_matrix({1, 8}, 1), k = random_matrix({1, 8}, 2);
    for (const RotaryPairs pairs : {RotaryPairs::neighbours, RotaryPairs::halves}) {
        const auto score = [&](int at, int of) {
            Matrix turned_q(q.shape()), turned_k(k.shape());
            rotate(q, std::vector<int>{at}, table, pairs, Turn::forward, turned_q);
            rotate(k, std::vector<int>{of}, table, pairs, Turn::forward, turned_k);
            return static_cast<double>(dot(turned_q.row(0), turned_k.row(0)));
        };
        CHECK_THAT(score(9, 2), WithinAbs(score(107, 100), 1e-5));  // angles near 100, in floats
        CHECK(std::abs(score(9, 2) - score(9, 3)) > 1e-3);
    }
}

TEST_CASE("rotary: the two kinds of pairs are one, with the columns in another order", "[nn]") {
    const int width = 6, half = 3;
    const Matrix table = rotary_table(5, width, 10000);
    const Matrix x = random_matrix({1, width}, 1);
    Matrix sorted(x.shape());  // 0 2 4 1 3 5
    for (int i = 0; i < half; ++i) {
        sorted(0, i) = x(0, 2 * i);
        sorted(0, half + i) = x(0, 2 * i + 1);
    }
    Matrix neighbours(x.shape()), halves(x.shape());
    const std::vector<int> at{4};
    rotate(x, at, table, RotaryPairs::neighbours, Turn::forward, neighbours);
    rotate(sorted, at, table, RotaryPairs::halves, Turn::forward, halves);
    for (int i = 0; i < half; ++i) {
        CHECK(neighbours(0, 2 * i) == halves(0, i));
        CHECK(neighbours(0, 2 * i + 1) == halves(0, half + i));
    }
}

TEST_CASE("rotary: the slowest pair follows theta, and what does not fit is an error", "[nn]") {
    const Matrix table = rotary_table(2, 4, 10000);
    CHECK_THAT(static_cast<double>(table(1, 0)), WithinRel(std::cos(1.0), 1e-6));
    CHECK_THAT(static_cast<double>(table(1, 2)), WithinRel(std::sin(1.0), 1e-6));
    CHECK_THAT(static_cast<double>(table(1, 3)), WithinRel(std::sin(0.01), 1e-6));
    CHECK_THROWS_AS(rotary_table(2, 3, 10000), Error);
    Tape tape;
    const Var x = tape.constant(Matrix({3, 4}));
    CHECK_THROWS_WITH(rotary(x, Segments::one(3), table, RotaryPairs::halves),
                      ContainsText("position 3 of 2"));
}

TEST_CASE("attention_heads: shared keys and values are those of each head, written down again",
          "[nn]") {
    const Segments rows({3, 1, 4});
    const int heads = 6, width = 2;
    const Matrix q = random_matrix({8, 12}, 1);
    for (const int shared_by : {2, 3, 6}) {
        const int narrow = heads / shared_by * width;
        const Matrix k = random_matrix({8, narrow}, 2), v = random_matrix({8, narrow}, 3);
        const auto repeated = [&](const Matrix& x) {
            std::vector<ConstView> parts;
            for (int h = 0; h < heads; ++h)
                parts.push_back(x.view().col_block(h / shared_by * width, width));
            return concat_cols(parts);
        };
        Tape tape;
        const Var queries = tape.constant(q);
        const auto attended = [&](const Matrix& keys, const Matrix& values) {
            const Var kk = tape.constant(keys);
            const Var vv = tape.constant(values);
            return Matrix(
                attention_heads(queries, kk, vv, rows, rows, heads, Mask::causal).value());
        };
        CHECK(same_bits(attended(k, v), attended(repeated(k), repeated(v))));
    }
    Tape tape;
    const Var x = tape.constant(q);
    const Var narrow = tape.constant(Matrix({8, 8}));  // four heads do not share among six
    CHECK_THROWS_AS(attention_heads(x, narrow, narrow, rows, rows, heads, Mask::causal), Error);
}

TEST_CASE("later layers: the same bits with every kernel that fuses and any threads", "[nn]") {
    const GlobalState restore;
    const Segments rows({33, 1, 66});
    const Matrix x = random_matrix({100, 96}, 1);
    const Matrix d = random_matrix({100, 96}, 2);
    const Matrix table = rotary_table(66, 16, 10000);
    std::vector<Matrix> results;
    const auto run = [&] {
        Tape tape;
        const Var in = tape.input(x);
        const Var gain = tape.input(Matrix({1, 96}, 1));
        const Var normed = rms_norm(in, gain, 1e-5);
        const Var q = rotary(normed, rows, table, RotaryPairs::halves);
        const Var kv = col_block(normed, 0, 32);
        const Var mixed = attention_heads(q, kv, kv, rows, rows, 6, Mask::causal);
        const Var a = smooth(Smooth::gelu_tanh, mixed);
        const Var b = smooth(Smooth::gelu_erf, mixed);
        const Var y = swiglu(a, b);
        tape.backward(y, d);
        results.emplace_back(y.value());
        results.emplace_back(ConstView(in.grad()));
        results.emplace_back(ConstView(gain.grad()));
    };
    for (const char* name : available_kernels()) {
        if (std::string(name) == "reference") continue;  // its exp is the C library's
        select_kernel(name);
        if (!kernel_is_exact()) continue;
        for (const int threads : {1, 2, 3}) {
            set_thread_count(threads);
            run();
        }
    }
    for (std::size_t i = 0; i < results.size(); ++i) CHECK(same_bits(results[i], results[i % 3]));
}
