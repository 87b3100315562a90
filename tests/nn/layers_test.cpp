#include <cmath>

#include "catch.h"
#include "nn/embedding.h"
#include "nn/feed_forward.h"
#include "nn/layer_norm.h"
#include "nn/loss.h"
#include "tensor/ops.h"

using namespace book;

TEST_CASE("embed: a row of the table, times the square root of its width", "[nn]") {
    const Matrix table{{1, 2, 3, 4}, {5, 6, 7, 8}};
    Tape tape;
    const int ids[] = {1, 0, 1};
    CHECK(Matrix(embed(tape.constant(table), ids).value()) ==
          Matrix{{10, 12, 14, 16}, {2, 4, 6, 8}, {10, 12, 14, 16}});
}

TEST_CASE("embed: is a product with one-hot rows, forwards and backwards", "[nn]") {
    Rng rng(1);
    const Matrix table = randn({6, 4}, rng), w = randn({5, 4}, rng);
    const int ids[] = {3, 0, 3, 5, 3};
    Matrix one_hot({5, 6});
    for (int i = 0; i < 5; ++i) one_hot(i, ids[i]) = 1;
    Tape tape;
    const Var t = tape.input(table);
    const Var y = embed(t, ids);
    CHECK(max_abs_difference(y.value(), scale(matmul(one_hot, table), 2)) < 1e-6);
    tape.backward(y, w);
    CHECK(max_abs_difference(t.grad(), scale(matmul_tn(one_hot, w), 2)) < 1e-5);
}

TEST_CASE("embed: an id outside the table is refused", "[nn]") {
    const Matrix table({3, 2});
    Tape tape;
    const int ids[] = {0, 3};
    CHECK_THROWS_WITH(embed(tape.constant(table), ids), ContainsText("id 3"));
}

TEST_CASE("sinusoidal_positions: the paper's numbers", "[nn]") {
    const Matrix p = sinusoidal_positions(3, 2);  // (0, 1), (0.8415, 0.5403), (0.9093, -0.4161)
    CHECK_THAT(p(0, 0), WithinAbs(0, 1e-7));
    CHECK_THAT(p(0, 1), WithinAbs(1, 1e-7));
    CHECK_THAT(p(1, 0), WithinAbs(0.8415, 5e-5));
    CHECK_THAT(p(2, 1), WithinAbs(-0.4161, 5e-5));
    const Matrix wide = sinusoidal_positions(50, 8);
    CHECK_THAT(wide(7, 4), WithinAbs(std::sin(7 / std::pow(10000, 4.0 / 8)), 1e-6));
    CHECK_THAT(wide(7, 5), WithinAbs(std::cos(7 / std::pow(10000, 4.0 / 8)), 1e-6));
}

TEST_CASE("add_positions: counts from the start of each sentence", "[nn]") {
    const Matrix x({5, 2}), p{{1, 10}, {2, 20}, {3, 30}, {4, 40}};
    Tape tape;
    CHECK(Matrix(add_positions(tape.constant(x), Segments({2, 3}), p).value()) ==
          Matrix{{1, 10}, {2, 20}, {1, 10}, {2, 20}, {3, 30}});
    CHECK(Matrix(add_positions(tape.constant(Matrix({1, 2})), Segments({1}), p, 3).value()) ==
          Matrix{{4, 40}});
    CHECK_THROWS_AS(add_positions(tape.constant(x), Segments({5}), p), Error);
}

TEST_CASE("layer_norm: rows have mean 0 and variance 1 before gain and bias", "[nn]") {
    Rng rng(2);
    const Matrix x = randn({4, 64}, rng, 5);
    Parameters parameters;
    const LayerNorm norm = make_layer_norm(parameters, "norm", 64);
    Tape tape;
    const Matrix y(layer_norm(norm, tape.constant(x)).value());
    for (int r = 0; r < 4; ++r) {
        double mean = 0, square = 0;
        for (real v : y.row(r)) mean += static_cast<double>(v) / 64;
        for (real v : y.row(r)) square += static_cast<double>(v) * static_cast<double>(v) / 64;
        CHECK_THAT(mean, WithinAbs(0, 1e-6));
        CHECK_THAT(square, WithinAbs(1, 1e-4));
    }
    CHECK(parameters.find("norm.gain").value()(0, 5) == 1);
}

TEST_CASE("add_layer_norm: has the bits of a sum and a norm, forwards and backwards", "[nn]") {
    Rng rng(4);
    for (const Shape shape :
         {Shape{0, 3}, Shape{1, 1}, Shape{3, 8}, Shape{70, 65}, Shape{300, 64}}) {
        const Matrix a = randn(shape, rng), b = randn(shape, rng), dy = randn(shape, rng);
        const Matrix gain = randn({1, shape.cols}, rng), bias = randn({1, shape.cols}, rng);
        const auto run = [&](bool fused) {
            Tape tape;
            const Var x = tape.input(a), y = tape.input(b), g = tape.input(gain),
                      h = tape.input(bias);
            const Var z = fused ? add_layer_norm(x, y, g, h) : layer_norm(add(x, y), g, h);
            tape.backward(z, dy);
            return std::vector<Matrix>{Matrix(z.value()), Matrix(x.grad()), Matrix(y.grad()),
                                       Matrix(g.grad()), Matrix(h.grad())};
        };
        CHECK(run(true) == run(false));
    }
}

TEST_CASE("cross_entropy: minus the logarithm of the right word's probability", "[nn]") {
    const Matrix logits{{2, 1, 0}, {0, 0, 0}};
    Tape tape;
    const int targets[] = {0, 2};
    const double right = std::exp(2) / (std::exp(2) + std::exp(1) + 1);
    CHECK_THAT(cross_entropy(tape.constant(logits), targets).value()(0, 0),
               WithinAbs((-std::log(right) + std::log(3)) / 2, 1e-6));
}

TEST_CASE("cross_entropy: the gradient is what was said minus what was right", "[nn]") {
    const Matrix logits{{2, 1, 0}};
    Tape tape;
    const Var x = tape.input(logits);
    const int targets[] = {1};
    tape.backward(cross_entropy(x, targets));
    Matrix p = softmax_rows(logits);
    p(0, 1) -= 1;
    CHECK(max_abs_difference(x.grad(), p) < 1e-6);
}

TEST_CASE("cross_entropy: scores that are used twice receive both gradients", "[nn]") {
    const Matrix logits{{2, 1, 0}, {0.5, -1, 3}};
    const int targets[] = {1, 2}, others[] = {0, 0};
    const auto gradient = [&](std::span<const int> words) {
        Tape tape;
        const Var x = tape.input(logits);
        tape.backward(cross_entropy(x, words, 0.1));
        return Matrix(x.grad());
    };
    Tape tape;
    const Var x = tape.input(logits);
    tape.backward(add(cross_entropy(x, targets, 0.1), cross_entropy(x, others, 0.1)));
    CHECK(Matrix(x.grad()) == add(gradient(others), gradient(targets)));
    CHECK(Matrix(x.value()) == logits);  // they are kept as they were
}

TEST_CASE("least_loss: no answer costs less, and the smoothed labels themselves cost no more",
          "[nn]") {
    const int vocabulary = 5;
    const double smoothing = 0.3;
    const double wrong = smoothing / vocabulary;
    const std::vector<int> right{2};
    const auto cost = [&](double p) {  // of an answer that gives p to the right word
        Matrix logits({1, vocabulary});
        for (int word = 0; word < vocabulary; ++word)
            logits(0, word) = static_cast<real>(std::log(word == 2 ? p : (1 - p) / 4));
        Tape tape;
        return double(cross_entropy(tape.constant(logits), right, smoothing).value()(0, 0));
    };
    const double least = least_loss(smoothing, vocabulary);
    CHECK_THAT(cost(1 - smoothing + wrong), WithinAbs(least, 1e-5));
    for (const double p : {0.2, 0.5, 0.7, 0.8, 0.99}) CHECK(cost(p) > least + 1e-4);
    CHECK(least_loss(0, 5) == 0);
    CHECK(least_loss(0.5, 1) == 0);
    CHECK_THROWS_AS(least_loss(1, 5), Error);
    CHECK_THROWS_AS(least_loss(0.1, 0), Error);
}

TEST_CASE("cross_entropy: label smoothing is a mixture with the uniform distribution", "[nn]") {
    Rng rng(3);
    const Matrix logits = randn({4, 9}, rng);
    const int targets[] = {8, 0, 3, 3};
    Tape tape;
    const double e = 0.1;
    double expected = 0;
    const Matrix log_p = log_softmax_rows(logits);
    for (int i = 0; i < 4; ++i)
        for (int j = 0; j < 9; ++j)
            expected -=
                static_cast<double>(log_p(i, j)) * ((j == targets[i] ? 1 - e : 0) + e / 9) / 4;
    CHECK_THAT(cross_entropy(tape.constant(logits), targets, e).value()(0, 0),
               WithinAbs(expected, 1e-6));
}

TEST_CASE("cross_entropy: huge scores do not overflow", "[nn]") {
    const Matrix logits{{10000, 0, -10000}};
    Tape tape;
    const Var x = tape.input(logits);
    const int targets[] = {1};
    const Var loss = cross_entropy(x, targets);
    CHECK(loss.value()(0, 0) == 10000);
    tape.backward(loss);
    CHECK(Matrix(x.grad()) == Matrix{{1, -1, 0}});
}

TEST_CASE("Parameters: a name stands for one matrix, in the order of adding", "[nn]") {
    Rng rng(5);
    Parameters p;
    p.add_filled("a", {2, 3}, 7);
    const Parameter b = p.add_uniform_xavier("b", {4, 5}, rng);
    CHECK(p.size() == 26);
    CHECK(p.values()[0] == 7);
    CHECK(p.find("b").value().data() == p.values().data() + 6);
    CHECK(b.name() == "b");
    CHECK_THROWS_AS(p.add("a", {1, 1}), Error);
    CHECK_THROWS_AS(p.find("c"), Error);
    const double bound = std::sqrt(6.0 / 9);
    for (real x : p.values().subspan(6)) CHECK(std::abs(x) <= bound);
}

TEST_CASE("feed_forward: is W2 max(0, W1 x), every row by itself", "[nn]") {
    Rng rng(6);
    Parameters p;
    const FeedForward f = make_feed_forward(p, "f", 3, 5, rng);
    const Matrix x = randn({4, 3}, rng);
    Tape tape;
    const Matrix expected = matmul(relu(matmul(x, f.inner.weight.value())), f.outer.weight.value());
    CHECK(max_abs_difference(feed_forward(f, tape.constant(x)).value(), expected) < 1e-6);
}
