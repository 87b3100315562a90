#include "autodiff/tape.h"

#include <cmath>
#include <limits>

#include "autodiff/ops.h"
#include "catch.h"
#include "tensor/ops.h"

using namespace book;

TEST_CASE("Tape: five numbers and the chain rule, as on paper", "[autodiff]") {
    // loss = (a b + c)^2 with a = 2, b = 3, c = -1: y = 5, d/dy = 10, d/da = 30, d/db = 20, d/dc = 10.
    const Matrix a{{2}}, b{{3}}, c{{-1}};
    Tape tape;
    const Var va = tape.input(a), vb = tape.input(b), vc = tape.input(c);
    const Var y = add(multiply(va, vb), vc);
    const Var loss = multiply(y, y);
    tape.backward(loss);
    CHECK(loss.value()(0, 0) == 25);
    CHECK(va.grad()(0, 0) == 30);
    CHECK(vb.grad()(0, 0) == 20);
    CHECK(vc.grad()(0, 0) == 10);
}

TEST_CASE("Tape: a value that is used twice receives both gradients", "[autodiff]") {
    const Matrix x{{3, -4}};
    Tape tape;
    const Var v = tape.input(x);
    tape.backward(sum(add(multiply(v, v), v)));  // d/dx (x^2 + x) = 2 x + 1
    CHECK(Matrix(v.grad()) == Matrix{{7, -7}});
}

TEST_CASE("Tape: a parameter's gradient is added to, a second backward pass doubles it",
          "[autodiff]") {
    Matrix value{{2}}, grad{{100}};
    for (int pass = 1; pass <= 2; ++pass) {
        Tape tape;
        const Var w = tape.parameter(value, grad);
        tape.backward(scale(w, 7));
        CHECK(grad(0, 0) == static_cast<real>(100 + 7 * pass));
    }
}

TEST_CASE("Tape: constants and what depends on them alone need no gradient", "[autodiff]") {
    const Matrix x{{1, 2}};
    Tape tape;
    const Var c = tape.constant(x), v = tape.input(x);
    CHECK_FALSE(scale(c, 2).needs_grad());
    CHECK(add(c, v).needs_grad());
    tape.backward(sum(scale(c, 2)));  // nothing to do, and no error
}

TEST_CASE("Tape: in inference mode nothing needs a gradient, and backward refuses", "[autodiff]") {
    const Matrix x{{1, 2}};
    Tape tape(Tape::Mode::inference);
    const Var loss = sum(tape.input(x));
    CHECK_FALSE(loss.needs_grad());
    CHECK_THROWS_AS(tape.backward(loss), Error);
}

TEST_CASE("Tape: a cleared tape gives the same numbers again", "[autodiff]") {
    Rng rng(4);
    const Matrix x = randn({5, 7}, rng), w = randn({7, 3}, rng);
    Tape tape;
    Matrix first;
    for (int pass = 0; pass < 3; ++pass) {
        tape.clear();
        const Var vx = tape.input(x);
        const Var y = softmax_rows(matmul(vx, tape.constant(w)));
        tape.backward(sum(multiply(y, y)));
        if (pass == 0) first = Matrix(vx.grad());
        CHECK(Matrix(vx.grad()) == first);
    }
}

TEST_CASE("Tape: mixing two tapes is an error that names the operation", "[autodiff]") {
    const Matrix x{{1}};
    Tape one, two;
    const Var a = one.input(x), b = two.input(x);
    CHECK_THROWS_WITH(add(a, b), ContainsText("add"));
}

TEST_CASE("Tape: a loss must be one number", "[autodiff]") {
    const Matrix x{{1, 2}};
    Tape tape;
    const Var v = tape.input(x);
    CHECK_THROWS_WITH(tape.backward(v), ContainsText("(1 x 2)"));
}

TEST_CASE("Tape: a recording is played once", "[autodiff]") {
    const Matrix x{{1, 2}};
    Tape tape;
    const Var loss = sum(tape.input(x));
    tape.backward(loss);
    CHECK_THROWS_WITH(tape.backward(loss), ContainsText("clear the tape"));
    tape.clear();
    const Var again = tape.input(x);
    tape.backward(sum(again));
    CHECK(Matrix(again.grad()) == Matrix{{1, 1}});
}

TEST_CASE("Tape: it finds the operation where a number stopped being finite", "[autodiff]") {
    const Matrix x{{1, 2}}, huge{{std::numeric_limits<real>::max(), 1}};
    Tape tape;
    const Var v = tape.input(x);
    const Var fine = scale(v, 3);
    CHECK(tape.first_not_finite_value() == -1);
    const Var overflow = multiply(fine, tape.constant(huge));
    sum(overflow);
    CHECK(tape.first_not_finite_value() == overflow.id());
    CHECK(std::string(tape.name(overflow.id())) == "multiply");
}

TEST_CASE("dropout: keeps the share it should and scales what it keeps", "[autodiff]") {
    const Matrix ones({300, 100}, 1);
    for (const double p : {0.1, 0.5, 0.9}) {
        Tape tape;
        const Matrix y(dropout(tape.input(ones), p, {7, 1}).value());
        int kept = 0;
        for (real v : y.flat()) {
            if (v != 0) {
                ++kept;
                REQUIRE(v == static_cast<real>(1 / (1 - p)));
            }
        }
        // 30,000 coins: five standard deviations.
        CHECK_THAT(kept / 30000.0, WithinAbs(1 - p, 5 * std::sqrt(p * (1 - p) / 30000)));
    }
}

TEST_CASE("dropout: the same seed and step drop the same, another step or layer does not",
          "[autodiff]") {
    const Matrix ones({20, 20}, 1);
    const auto draw = [&](DropoutSeed seed) {
        Tape tape;
        return Matrix(dropout(tape.input(ones), 0.5, seed).value());
    };
    CHECK(draw({1, 1}) == draw({1, 1}));
    CHECK_FALSE(draw({1, 1}) == draw({1, 2}));
    CHECK_FALSE(draw({1, 1}) == draw({2, 1}));
    Tape tape;
    const Var x = tape.input(ones);
    const Matrix first(dropout(x, 0.5, {1, 1}).value()), second(dropout(x, 0.5, {1, 1}).value());
    CHECK_FALSE(first == second);
}

TEST_CASE("dropout: does nothing in inference and with probability 0", "[autodiff]") {
    const Matrix ones({3, 3}, 1);
    Tape training, inference(Tape::Mode::inference);
    CHECK(Matrix(dropout(training.input(ones), 0, {1, 1}).value()) == ones);
    CHECK(Matrix(dropout(inference.input(ones), 0.5, {1, 1}).value()) == ones);
}

TEST_CASE("dropout: the gradient passes where the value passed", "[autodiff]") {
    const Matrix ones({9, 5}, 1);
    Tape tape;
    const Var x = tape.input(ones);
    const Var y = dropout(x, 0.4, {3, 8});
    tape.backward(sum(y));
    CHECK(Matrix(x.grad()) == Matrix(y.value()));
}

TEST_CASE("Tape: what it was given may be gone, it has copies", "[autodiff]") {
    Tape tape;
    for (int pass = 0; pass < 2; ++pass) {  // the second time in the buffers of the first
        tape.clear();
        const Var x = tape.input(Matrix{{3, -4}}), c = tape.constant(Matrix{{2, 5}});
        const Var y = multiply(x, c);
        const std::span<const int> first = tape.keep(y, std::vector<int>{1, 2, 3});
        const std::span<const int> second = tape.keep(y, std::vector<int>(1000, 7));
        const std::span<const int> third = tape.keep(y, std::vector<int>{});
        tape.backward(sum(y));
        CHECK(Matrix(x.grad()) == Matrix{{2, 5}});
        CHECK(Matrix(y.value()) == Matrix{{6, -20}});
        CHECK(std::vector<int>(first.begin(), first.end()) == std::vector<int>{1, 2, 3});
        CHECK(second.size() == 1000);
        CHECK(second[999] == 7);
        CHECK(third.empty());
    }
}
