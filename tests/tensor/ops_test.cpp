// Element by element, side by side, sums.
#include "tensor/ops.h"

#include "tensor/lane_sum.h"
#include "tensor/tensor_testing.h"

using namespace book;

TEST_CASE("flip_rows: the last row comes first, twice is nothing", "[tensor]") {
    const Matrix x{{1, 2}, {3, 4}, {5, 6}};
    CHECK(flip_rows(x) == Matrix{{5, 6}, {3, 4}, {1, 2}});
    CHECK(flip_rows(flip_rows(x)) == x);
    CHECK(flip_rows(Matrix({0, 3})).shape() == Shape{0, 3});
}

TEST_CASE("elementwise operations: what they say, on paper", "[tensor]") {
    const Matrix a{{1, -2, 3}, {-4, 5, -6}}, b{{10, 20, 30}, {40, 50, 60}};
    CHECK(add(a, b) == Matrix{{11, 18, 33}, {36, 55, 54}});
    CHECK(subtract(b, a) == Matrix{{9, 22, 27}, {44, 45, 66}});
    CHECK(multiply(a, b) == Matrix{{10, -40, 90}, {-160, 250, -360}});
    CHECK(scale(a, -2) == Matrix{{-2, 4, -6}, {8, -10, 12}});
    CHECK(relu(a) == Matrix{{1, 0, 3}, {0, 5, 0}});
    CHECK(add_bias(a, Matrix{{100, 200, 300}}) == Matrix{{101, 198, 303}, {96, 205, 294}});
    CHECK(transpose(a) == Matrix{{1, -4}, {-2, 5}, {3, -6}});
    CHECK(transpose(transpose(a)) == a);
    Matrix y = b;
    add_to(a, y);
    CHECK(y == add(a, b));
    fill(y, 4);
    CHECK(y == Matrix{{4, 4, 4}, {4, 4, 4}});
    copy(a, y);
    CHECK(y == a);
}

TEST_CASE("relu: NaN stays NaN, -0 becomes nothing larger", "[tensor]") {
    const Matrix y = relu(Matrix{{kNan, -kInf, kInf, -real{0}}});
    CHECK(std::isnan(y(0, 0)));
    CHECK(y(0, 1) == 0);
    CHECK(y(0, 2) == kInf);
    CHECK(y(0, 3) == 0);
}

TEST_CASE("elementwise operations: in place, on views, with any number of threads", "[tensor]") {
    const GlobalState restore;
    Rng rng(41);
    const Matrix a = randn({300, 411}, rng), b = randn({300, 411}, rng),
                 bias = randn({1, 411}, rng);
    const Matrix sum_ab = add(a, b), relu_a = relu(a), biased = add_bias(a, bias);
    for (int threads : {1, 2, 3}) {
        set_thread_count(threads);
        Framed x(a), y(b);
        add(x.view(), y.view(), y.view());
        CHECK(same_bits(y.view(), sum_ab));
        add_to(x.view(), y.view());
        CHECK(same_bits(y.view(), add(sum_ab, a)));
        add_bias(x.view(), bias, y.view());
        CHECK(same_bits(y.view(), biased));
        copy(x.view(), y.view());
        CHECK(same_bits(y.view(), a));
        relu(x.view(), x.view());
        CHECK(same_bits(x.view(), relu_a));
        fill(y.view(), 3);
        CHECK(same_bits(y.view(), Matrix(a.shape(), 3)));
        CHECK(x.frame_is_untouched());
        CHECK(y.frame_is_untouched());
    }
}

TEST_CASE("elementwise operations: empty matrices are no work", "[tensor]") {
    for (Shape shape : {Shape{0, 0}, Shape{0, 3}, Shape{3, 0}}) {
        const Matrix x(shape);
        CHECK(add(x, x).shape() == shape);
        CHECK(relu(x).shape() == shape);
        CHECK(add_bias(x, Matrix({1, shape.cols})).shape() == shape);
        CHECK(transpose(x).shape() == Shape{shape.cols, shape.rows});
        CHECK(column_sums(x) == Matrix({1, shape.cols}));
        CHECK(norm(x) == 0);
    }
}

TEST_CASE("elementwise operations: an error names the operation and both shapes", "[tensor]") {
    const Matrix a({2, 3}), b({3, 2});
    Matrix y({2, 3}), z({3, 3});
    CHECK_THROWS_WITH(add(a, b), "add: (2 x 3) and (3 x 2)");
    CHECK_THROWS_WITH(add(a, a, z), "add: (2 x 3) and (3 x 3)");
    CHECK_THROWS_WITH(subtract(a, b), "subtract: (2 x 3) and (3 x 2)");
    CHECK_THROWS_WITH(multiply(a, b), "multiply: (2 x 3) and (3 x 2)");
    CHECK_THROWS_WITH(copy(b, y), "copy: (3 x 2) and (2 x 3)");
    CHECK_THROWS_AS(add_to(b, y), Error);
    CHECK_THROWS_AS(scale(b, 1, y), Error);
    CHECK_THROWS_AS(relu(b, y), Error);
    CHECK_THROWS_AS(exp(b, y), Error);
    CHECK_THROWS_WITH(add_bias(a, Matrix({1, 2})), "add_bias: a bias of (1 x 2) for (2 x 3)");
    CHECK_THROWS_AS(add_bias(a, Matrix({2, 3})), Error);
    CHECK_THROWS_AS(add_column_sums(a, y), Error);
    CHECK_THROWS_AS(max_abs_difference(a, b), Error);
}

TEST_CASE("concat: parts side by side and row under row", "[tensor]") {
    const Matrix a{{1, 2}, {3, 4}}, b{{5}, {6}}, c{{7, 8}};
    CHECK(concat_cols({a, b, a}) == Matrix{{1, 2, 5, 1, 2}, {3, 4, 6, 3, 4}});
    CHECK(concat_rows({a, c}) == Matrix{{1, 2}, {3, 4}, {7, 8}});
    CHECK(concat_cols({a.view().col_block(1, 1), a.view().col_block(0, 1)}) ==
          Matrix{{2, 1}, {4, 3}});
    CHECK(concat_cols({}).shape() == Shape{0, 0});
    CHECK(concat_rows({Matrix({0, 2}), c}) == c);
    CHECK_THROWS_WITH(concat_cols({a, c}), "concat_cols: (2 x 2) beside (1 x 2)");
    CHECK_THROWS_WITH(concat_rows({a, b}), "concat_rows: (2 x 2) above (2 x 1)");
}

TEST_CASE("lane_sum: term i goes to lane i mod 8, lanes are folded as a tree", "[tensor]") {
    Rng rng(42);
    for (int n = 0; n < 40; ++n) {
        const Matrix x = randn({1, n}, rng, 1000);
        real lane[8] = {};
        for (int i = 0; i < n; ++i) lane[i % 8] += x(0, i);
        for (int half : {4, 2, 1})
            for (int j = 0; j < half; ++j) lane[j] += lane[j + half];
        CHECK(same_bits(sum(x.row(0)), lane[0]));
    }
}

TEST_CASE("sum and dot: agree with sums in double", "[tensor]") {
    Rng rng(43);
    for (int n : {0, 1, 7, 8, 9, 100, 1001}) {
        const Matrix a = rand_uniform({1, n}, rng, -1, 1), b = rand_uniform({1, n}, rng, -1, 1);
        double total = 0, products = 0;
        for (int i = 0; i < n; ++i) {
            total += static_cast<double>(a(0, i));
            products += static_cast<double>(a(0, i)) * static_cast<double>(b(0, i));
        }
        // n / 8 roundings a lane of numbers below 20.
        CHECK_THAT(static_cast<double>(sum(a.row(0))), WithinAbs(total, 1e-4));
        CHECK_THAT(static_cast<double>(dot(a.row(0), b.row(0))), WithinAbs(products, 1e-4));
    }
    const Matrix a{{1, 2, 3}}, b{{4, 5, 6}};
    CHECK(dot(a.row(0), b.row(0)) == 32);
    CHECK_THROWS_WITH(dot(a.row(0), Matrix{{1, 2}}.row(0)), "dot: 3 numbers and 2");
}

TEST_CASE("add_column_sums: adds rows from the top, the same with any number of threads",
          "[tensor]") {
    const GlobalState restore;
    Rng rng(44);
    const Matrix x = randn({403, 301}, rng, 100);
    Matrix expected = randn({1, 301}, rng);
    const Matrix start = expected;
    for (int r = 0; r < x.rows(); ++r)
        for (int c = 0; c < x.cols(); ++c) expected(0, c) += x(r, c);
    for (int threads : {1, 2, 3}) {
        set_thread_count(threads);
        Framed framed(x);
        Matrix sums = start;
        add_column_sums(framed.view(), sums);
        CHECK(same_bits(sums, expected));
    }
    CHECK(column_sums(Matrix{{1, 2}, {3, 4}, {5, 6}}) == Matrix{{9, 12}});
}

TEST_CASE("norm: the root of the sum of squares, in double", "[tensor]") {
    CHECK(norm(Matrix{{3}, {4}}) == 5);
    CHECK(norm(Matrix{{1, 1}, {1, 1}}) == 2);
    // The squares would overflow a float, their sum too.
    CHECK_THAT(norm(Matrix({2, 2}, 1e30f)), WithinRel(2e30, 1e-6));
    CHECK(std::isnan(norm(Matrix{{1, kNan}})));
    Matrix wide({3, 50}, 2);
    CHECK(norm(wide.view().col_block(7, 25)) == std::sqrt(300.0));
}

TEST_CASE("max_abs_difference: the largest, and NaN where either is NaN", "[tensor]") {
    CHECK(max_abs_difference(Matrix{{1, 2, 3}}, Matrix{{1, 5, 2}}) == 3);
    CHECK(max_abs_difference(Matrix({0, 3}), Matrix({0, 3})) == 0);
    CHECK(max_abs_difference(Matrix{{kInf, -kInf}}, Matrix{{kInf, -kInf}}) == 0);
    CHECK(std::isinf(max_abs_difference(Matrix{{kInf}}, Matrix{{1}})));
    CHECK(std::isnan(max_abs_difference(Matrix{{0, kNan, 0}}, Matrix{{9, 0, 9}})));
    CHECK(std::isnan(max_abs_difference(Matrix{{0, 1, 0}}, Matrix{{9, kNan, 9}})));
}

TEST_CASE("argmax: the first of the largest; a NaN never wins", "[tensor]") {
    CHECK(argmax(Matrix{{1, 7, 3, 7}}.row(0)) == 1);
    CHECK(argmax(Matrix{{-kInf, -5, -6}}.row(0)) == 1);
    CHECK(argmax(Matrix{{-kInf, -kInf}}.row(0)) == 0);
    CHECK(argmax(Matrix{{kNan, 2, kNan, 3}}.row(0)) == 3);
    CHECK(argmax(Matrix{{kNan, -kInf}}.row(0)) == 1);
    CHECK(argmax(Matrix{{kNan, kNan}}.row(0)) == 0);
    CHECK(argmax(Matrix{{4}}.row(0)) == 0);
    CHECK_THROWS_AS(argmax({}), Error);
}
