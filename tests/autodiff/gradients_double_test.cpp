// Every operation on the tape against finite differences, with its edges: one row, one column,
// nothing at all. And the tape's own rules: gradients add up, constants receive none.

#include "autodiff/gradient_check.h"
#include "autodiff/ops.h"
#include "catch.h"

using namespace book;

namespace {

// Inputs of these shapes, with numbers near 1 in size.
std::vector<Matrix> inputs(const std::vector<Shape>& shapes, std::uint64_t seed = 3) {
    Rng rng(seed);
    std::vector<Matrix> all;
    for (const Shape& shape : shapes) all.push_back(randn(shape, rng));
    return all;
}

double error(const Operation& f, const std::vector<Shape>& shapes) {
    return GradientCheck(f, inputs(shapes)).error();
}

// An operation of one input, over shapes with an edge of every kind.
void check_shapes(const std::function<Var(Var)>& f) {
    for (const Shape& shape :
         {Shape{4, 5}, Shape{1, 7}, Shape{7, 1}, Shape{1, 1}, Shape{3, 19}, Shape{0, 3}}) {
        INFO(fmt::format("shape {}", shape));
        CHECK(error([&](Tape&, const std::vector<Var>& x) { return f(x[0]); }, {shape}) <
              kGradientTolerance);
    }
}

// An operation of two inputs of one shape.
void check_pairs(const std::function<Var(Var, Var)>& f) {
    for (const Shape& shape : {Shape{4, 5}, Shape{1, 7}, Shape{7, 1}, Shape{0, 3}}) {
        INFO(fmt::format("shape {}", shape));
        CHECK(error([&](Tape&, const std::vector<Var>& x) { return f(x[0], x[1]); },
                    {shape, shape}) < kGradientTolerance);
        // Both arguments the same value: it receives both gradients.
        CHECK(error([&](Tape&, const std::vector<Var>& x) { return f(x[0], x[0]); }, {shape}) <
              kGradientTolerance);
    }
}

}  // namespace

TEST_CASE("GradientCheck: notices a gradient that is twice too large, overwritten or forgotten",
          "[autodiff]") {
    // y = softmax(x) recorded by hand, with a mistake in its gradient.
    const auto softmax_with = [](auto backward) {
        return [backward](Tape& tape, const std::vector<Var>& in) {
            const Var x = in[0];
            const Var y = tape.record("mistaken", x.shape(), {x});
            softmax_rows(x.value(), y.output());
            tape.on_backward(y, [x, y, backward] {
                for (int r = 0; r < y.rows(); ++r) {
                    const real mean = dot(y.value().row(r), ConstView(y.grad()).row(r));
                    for (int c = 0; c < y.cols(); ++c)
                        backward(x.grad()(r, c), y.value()(r, c) * (y.grad()(r, c) - mean));
                }
            });
            return y;
        };
    };
    const auto right = softmax_with([](real& dx, real g) { dx += g; });
    const auto doubled = softmax_with([](real& dx, real g) { dx += 2 * g; });
    const auto overwritten = softmax_with([](real& dx, real g) { dx = g; });
    const auto forgotten = softmax_with([](real&, real) {});
    const auto off_by_little = softmax_with([](real& dx, real g) { dx += (1 + 1e-7) * g; });
    const auto not_a_number = softmax_with([](real& dx, real g) { dx += g / 0.0; });
    CHECK(error(right, {{3, 4}}) < kGradientTolerance);
    CHECK_FALSE(error(doubled, {{3, 4}}) < 0.1);
    CHECK_FALSE(error(overwritten, {{3, 4}}) < 0.1);
    CHECK_FALSE(error(forgotten, {{3, 4}}) < 0.1);
    CHECK_FALSE(error(off_by_little, {{3, 4}}) < kGradientTolerance);
    CHECK_FALSE(error(not_a_number, {{3, 4}}) < kGradientTolerance);
}

TEST_CASE("matmul, matmul_nt: gradients agree with finite differences", "[autodiff]") {
    struct Sizes {
        int n, k, m;
    };
    for (const Sizes& s : {Sizes{3, 4, 5}, Sizes{1, 6, 2}, Sizes{5, 1, 3}, Sizes{4, 3, 1},
                           Sizes{1, 1, 1}, Sizes{0, 3, 2}, Sizes{2, 0, 3}}) {
        INFO(fmt::format("n {} k {} m {}", s.n, s.k, s.m));
        CHECK(error([](Tape&, const std::vector<Var>& x) { return matmul(x[0], x[1]); },
                    {{s.n, s.k}, {s.k, s.m}}) < kGradientTolerance);
        CHECK(error([](Tape&, const std::vector<Var>& x) { return matmul_nt(x[0], x[1]); },
                    {{s.n, s.k}, {s.m, s.k}}) < kGradientTolerance);
    }
    // A value times itself hands both gradients to it.
    CHECK(error([](Tape&, const std::vector<Var>& x) { return matmul(x[0], x[0]); }, {{4, 4}}) <
          kGradientTolerance);
    CHECK(error([](Tape&, const std::vector<Var>& x) { return matmul_nt(x[0], x[0]); }, {{3, 4}}) <
          kGradientTolerance);
}

TEST_CASE("linear: gradients agree with finite differences, with a bias and without",
          "[autodiff]") {
    for (const int rows : {0, 1, 4}) {
        CHECK(error([](Tape&, const std::vector<Var>& x) { return linear(x[0], x[1], x[2]); },
                    {{rows, 3}, {3, 5}, {1, 5}}) < kGradientTolerance);
        CHECK(error([](Tape&, const std::vector<Var>& x) { return linear(x[0], x[1]); },
                    {{rows, 3}, {3, 5}}) < kGradientTolerance);
        CHECK(error(
                  [](Tape&, const std::vector<Var>& x) {
                      return linear(x[0], x[1], x[2], Activation::relu);
                  },
                  {{rows, 3}, {3, 5}, {1, 5}}) < kGradientTolerance);
    }
}

TEST_CASE("add, subtract, multiply: gradients agree with finite differences", "[autodiff]") {
    check_pairs([](Var a, Var b) { return add(a, b); });
    check_pairs([](Var a, Var b) { return subtract(a, b); });
    check_pairs([](Var a, Var b) { return multiply(a, b); });
}

TEST_CASE("scale, relu, tanh, sigmoid: gradients agree with finite differences", "[autodiff]") {
    check_shapes([](Var x) { return scale(x, -1.7); });
    check_shapes([](Var x) { return relu(x); });
    check_shapes([](Var x) { return tanh(x); });
    check_shapes([](Var x) { return sigmoid(x); });
}

TEST_CASE("transpose, sum: gradients agree with finite differences", "[autodiff]") {
    check_shapes([](Var x) { return transpose(x); });
    check_shapes([](Var x) { return sum(x); });
}

TEST_CASE("softmax_rows: gradient agrees with finite differences", "[autodiff]") {
    check_shapes([](Var x) { return softmax_rows(x); });
}

TEST_CASE("softmax_rows: masked scores receive no gradient, a row masked whole is harmless",
          "[autodiff]") {
    const real inf = std::numeric_limits<real>::infinity();
    const Matrix scores{{0.3, -inf, 1.1}, {-inf, -inf, -inf}, {0.5, 0.1, -inf}};
    GradientCheck check([](Tape&, const std::vector<Var>& x) { return softmax_rows(x[0]); },
                        {scores});
    const Matrix dx = check.gradients()[0];
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 3; ++c)
            if (std::isinf(scores(r, c))) CHECK(dx(r, c) == 0);
    CHECK(dx(0, 0) != 0);
    CHECK_THAT(dx(0, 0), WithinAbs(-dx(0, 2), 1e-15));  // two weights that add up to 1
}

TEST_CASE("concat_cols, col_block: gradients agree with finite differences", "[autodiff]") {
    for (const int rows : {0, 1, 4}) {
        CHECK(error([](Tape&, const std::vector<Var>& x) { return concat_cols(x); },
                    {{rows, 2}, {rows, 1}, {rows, 5}}) < kGradientTolerance);
        CHECK(error([](Tape&, const std::vector<Var>& x) { return concat_cols({x[0]}); },
                    {{rows, 2}}) < kGradientTolerance);
        CHECK(error(
                  [](Tape&, const std::vector<Var>& x) {
                      return concat_cols({x[0], x[0], x[1]});  // the same part twice
                  },
                  {{rows, 2}, {rows, 3}}) < kGradientTolerance);
        for (const int begin : {0, 2, 5})
            CHECK(error(
                      [begin](Tape&, const std::vector<Var>& x) {
                          return col_block(x[0], begin, 6 - begin);
                      },
                      {{rows, 6}}) < kGradientTolerance);
        CHECK(error([](Tape&, const std::vector<Var>& x) { return col_block(x[0], 3, 0); },
                    {{rows, 6}}) < kGradientTolerance);
    }
}

TEST_CASE("dropout: gradient agrees with finite differences, for what is kept and what is not",
          "[autodiff]") {
    for (const double p : {0.0, 0.3, 0.9}) {
        const DropoutSeed seed{11, 5};
        check_shapes([&](Var x) { return dropout(x, p, seed); });
    }
}

TEST_CASE("Tape: a long chain and a value used on three paths", "[autodiff]") {
    CHECK(error(
              [](Tape&, const std::vector<Var>& x) {
                  const Var hidden = tanh(linear(x[0], x[1], x[2]));
                  const Var gate = sigmoid(matmul(x[0], x[1]));
                  const Var mixed = multiply(hidden, gate);
                  return softmax_rows(add(mixed, scale(hidden, 0.5)));
              },
              {{3, 4}, {4, 5}, {1, 5}}) < kGradientTolerance);
}

TEST_CASE("Tape: a constant receives no gradient, and its neighbour still does", "[autodiff]") {
    Rng rng(5);
    const Matrix a = randn({3, 4}, rng), b = randn({4, 2}, rng), c = randn({3, 4}, rng);
    for (const bool left : {true, false}) {
        const auto f = [&](Tape& tape, const std::vector<Var>& x) {
            const Var fixed = tape.constant(left ? c : b);
            return left ? matmul(fixed, x[0]) : matmul(x[0], fixed);
        };
        CHECK(GradientCheck(f, {left ? b : a}).error() < kGradientTolerance);
    }
    CHECK(GradientCheck(
              [&](Tape& tape, const std::vector<Var>& x) {
                  const Var fixed = tape.constant(c);
                  const Var product = multiply(fixed, x[0]);
                  return concat_cols({fixed, subtract(product, fixed), tape.constant(c)});
              },
              {a})
              .error() < kGradientTolerance);
    Tape tape;
    const Var fixed = tape.constant(a);
    CHECK_FALSE(relu(fixed).needs_grad());
}

TEST_CASE("Tape: a parameter's gradient is added to what is there", "[autodiff]") {
    Matrix value{{1, 2}}, gradient{{10, 20}};
    Tape tape;
    for (int pass = 1; pass <= 2; ++pass) {
        tape.clear();
        const Var x = tape.parameter(value, gradient);
        const Var y = multiply(x, x);
        tape.backward(sum(y));
        CHECK(gradient == Matrix{{10.0 + 2 * pass, 20.0 + 4 * pass}});
    }
}
