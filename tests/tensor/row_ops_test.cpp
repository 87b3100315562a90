// Softmax, masks and layer normalisation.
#include <limits>

#include "tensor/tensor_testing.h"

using namespace book;

namespace {

template <class Check>
void with_every_kernel(Check check) {
    const GlobalState restore;
    for (const char* name : available_kernels()) {
        select_kernel(name);
        INFO("kernel " << name);
        check();
    }
}

// The definition in double.
Matrix plain_softmax(const Matrix& x) {
    Matrix y(x.shape());
    for (int r = 0; r < x.rows(); ++r) {
        double top = -std::numeric_limits<double>::infinity(), total = 0;
        for (int c = 0; c < x.cols(); ++c) top = std::max(top, static_cast<double>(x(r, c)));
        for (int c = 0; c < x.cols(); ++c) total += std::exp(static_cast<double>(x(r, c)) - top);
        for (int c = 0; c < x.cols(); ++c)
            y(r, c) = static_cast<real>(std::exp(static_cast<double>(x(r, c)) - top) / total);
    }
    return y;
}

}  // namespace

TEST_CASE("softmax_rows: agrees with the definition in double", "[tensor]") {
    with_every_kernel([] {
        Rng rng(31);
        for (int n : {1, 2, 7, 8, 9, 33, 500}) {
            const Matrix x = randn({5, n}, rng, 4);
            // Weights are at most 1; exp is off by 1 ulp, the sum of n by some more.
            CHECK(max_abs_difference(softmax_rows(x), plain_softmax(x)) < 1e-6);
        }
    });
}

TEST_CASE("softmax_rows: every row is a probability distribution", "[tensor]") {
    with_every_kernel([] {
        Rng rng(32);
        const Matrix y = softmax_rows(randn({50, 37}, rng, 10));
        for (int r = 0; r < y.rows(); ++r) {
            CHECK_THAT(static_cast<double>(sum(y.row(r))), WithinAbs(1, 1e-6));
            for (real w : y.row(r)) CHECK((w >= 0 && w <= 1));
        }
    });
}

TEST_CASE("softmax_rows: adding a constant to all scores changes nothing", "[tensor]") {
    with_every_kernel([] {
        // Scores that are multiples of 1/4 stay exact when 1024 is added.
        const Matrix x{{0.25, -1.5, 3, 0, 2.75}}, shifted{{1024.25, 1022.5, 1027, 1024, 1026.75}};
        CHECK(same_bits(softmax_rows(x), softmax_rows(shifted)));
    });
}

TEST_CASE("softmax_rows: huge scores do not overflow", "[tensor]") {
    with_every_kernel([] {
        CHECK(softmax_rows(Matrix{{10000, 10000, -10000}}) == Matrix{{0.5, 0.5, 0}});
        CHECK(softmax_rows(Matrix{{3e38f, -3e38f}}) == Matrix{{1, 0}});
    });
}

TEST_CASE("softmax_rows: a masked score weighs nothing, an all-masked row gives zeros",
          "[tensor]") {
    with_every_kernel([] {
        CHECK(softmax_rows(Matrix{{-kInf, 2, -kInf}, {-kInf, -kInf, -kInf}, {1, -kInf, 1}}) ==
              Matrix{{0, 1, 0}, {0, 0, 0}, {0.5, 0, 0.5}});
    });
}

TEST_CASE("softmax_rows: NaN or +inf makes its row NaN, and no other", "[tensor]") {
    with_every_kernel([] {
        for (real bad : {kNan, kInf})
            for (int at : {0, 5, 19}) {
                Matrix x({3, 20}, 1);
                x(1, at) = bad;
                const Matrix y = softmax_rows(x);
                for (real w : y.row(1)) CHECK(std::isnan(w));
                for (real w : y.row(0)) CHECK(same_bits(w, y(2, 0)));
            }
        const Matrix masked = softmax_rows(Matrix{{-kInf, kNan, -kInf}});
        for (real w : masked.row(0)) CHECK(std::isnan(w));
    });
}

TEST_CASE("softmax_rows: in place, on views, with any number of threads", "[tensor]") {
    with_every_kernel([] {
        Rng rng(33);
        const Matrix x = randn({301, 77}, rng);
        const Matrix y = softmax_rows(x);
        for (int threads : {1, 2, 3}) {
            set_thread_count(threads);
            Framed framed(x);
            softmax_rows(framed.view(), framed.view());
            CHECK(same_bits(framed.view(), y));
            CHECK(framed.frame_is_untouched());
        }
    });
    CHECK(softmax_rows(Matrix({0, 4})).shape() == Shape{0, 4});
    CHECK(softmax_rows(Matrix({4, 0})).shape() == Shape{4, 0});
    Matrix y({2, 3});
    CHECK_THROWS_WITH(softmax_rows(Matrix({3, 2}), y), "softmax_rows: (3 x 2) into (2 x 3)");
}

TEST_CASE("log_softmax_rows: is the logarithm of softmax_rows, also where that is 0", "[tensor]") {
    with_every_kernel([] {
        Rng rng(34);
        const Matrix x = randn({6, 29}, rng, 3);
        const Matrix logs = log_softmax_rows(x), y = plain_softmax(x);
        for (int r = 0; r < x.rows(); ++r)
            for (int c = 0; c < x.cols(); ++c)
                CHECK_THAT(static_cast<double>(logs(r, c)),
                           WithinAbs(std::log(static_cast<double>(y(r, c))), 4e-6));
        const Matrix edge =
            log_softmax_rows(Matrix{{0, -500}, {-kInf, 0}, {-kInf, -kInf}, {kNan, 0}});
        CHECK(edge(0, 1) == -500);
        CHECK(edge(1, 0) == -kInf);
        CHECK(edge(1, 1) == 0);
        CHECK(edge(2, 0) == -kInf);
        CHECK(std::isnan(edge(3, 1)));
    });
}

TEST_CASE("apply_mask: query i sees keys 0 to i, the last query sees all", "[tensor]") {
    Matrix square({3, 3}, 1);
    apply_mask(Mask::causal, square);
    CHECK(square == Matrix{{1, -kInf, -kInf}, {1, 1, -kInf}, {1, 1, 1}});

    Matrix one_query({1, 4}, 1);  // decoding with a cache: a new word and all before it
    apply_mask(Mask::causal, one_query);
    CHECK(one_query == Matrix{{1, 1, 1, 1}});

    Matrix two_queries({2, 4}, 1);
    apply_mask(Mask::causal, two_queries);
    CHECK(two_queries == Matrix{{1, 1, 1, -kInf}, {1, 1, 1, 1}});

    Matrix few_keys({3, 1}, 1);  // more queries than keys: the first two see none
    apply_mask(Mask::causal, few_keys);
    CHECK(few_keys == Matrix{{-kInf}, {-kInf}, {1}});

    Matrix open({2, 2}, 1);
    apply_mask(Mask::none, open);
    CHECK(open == Matrix{{1, 1}, {1, 1}});
}

TEST_CASE("layer_norm_rows: every row has mean 0 and variance 1", "[tensor]") {
    Rng rng(35);
    for (int n : {2, 7, 8, 40, 257}) {
        const Matrix x = rand_uniform({9, n}, rng, 5, 9);
        const Matrix y = layer_norm_rows(x, Matrix({1, n}, 1), Matrix({1, n}, 0));
        for (int r = 0; r < 9; ++r) {
            double mean = 0, square = 0;
            for (real v : y.row(r)) mean += static_cast<double>(v) / n;
            for (real v : y.row(r)) square += static_cast<double>(v) * v / n;
            CHECK_THAT(mean, WithinAbs(0, 1e-5));    // rounding of numbers near 7
            CHECK_THAT(square, WithinAbs(1, 1e-3));  // epsilon is 1e-5 of a variance above 0.01
        }
    }
}

TEST_CASE("layer_norm_rows: agrees with the formula in double, with gain and bias", "[tensor]") {
    Rng rng(36);
    const int n = 19;
    const Matrix x = randn({4, n}, rng), gain = randn({1, n}, rng), bias = randn({1, n}, rng);
    Matrix y(x.shape()), statistics({4, 2});
    layer_norm_rows(x, gain, bias, y, statistics);
    for (int r = 0; r < 4; ++r) {
        double mean = 0, variance = 0;
        for (real v : x.row(r)) mean += static_cast<double>(v) / n;
        for (real v : x.row(r)) variance += (v - mean) * (v - mean) / n;
        const double scale = 1 / std::sqrt(variance + kLayerNormEpsilon);
        CHECK_THAT(static_cast<double>(statistics(r, 0)), WithinAbs(mean, 1e-6));
        CHECK_THAT(static_cast<double>(statistics(r, 1)), WithinRel(scale, 1e-6));
        for (int c = 0; c < n; ++c)
            CHECK_THAT(static_cast<double>(y(r, c)),
                       WithinAbs((x(r, c) - mean) * scale * gain(0, c) + bias(0, c), 5e-6));
    }
}

TEST_CASE("layer_norm_rows: edges, in place, threads", "[tensor]") {
    const GlobalState restore;
    // A constant row has variance 0: only the bias is left.
    CHECK(layer_norm_rows(Matrix{{3, 3, 3}}, Matrix{{2, 2, 2}}, Matrix{{7, 8, 9}}) ==
          Matrix{{7, 8, 9}});
    CHECK(layer_norm_rows(Matrix{{5}}, Matrix{{2}}, Matrix{{1}}) == Matrix{{1}});
    CHECK(layer_norm_rows(Matrix({0, 2}), Matrix({1, 2}), Matrix({1, 2})).rows() == 0);
    CHECK(layer_norm_rows(Matrix({2, 0}), Matrix({1, 0}), Matrix({1, 0})).rows() == 2);

    Rng rng(37);
    const Matrix x = randn({500, 33}, rng), gain = randn({1, 33}, rng), bias = randn({1, 33}, rng);
    const Matrix y = layer_norm_rows(x, gain, bias);
    for (int threads : {1, 2, 3}) {
        set_thread_count(threads);
        Framed framed(x);
        Matrix statistics({500, 2});
        layer_norm_rows(framed.view(), gain, bias, framed.view(), statistics);
        CHECK(same_bits(framed.view(), y));
        CHECK(framed.frame_is_untouched());
    }
    CHECK_THROWS_WITH(layer_norm_rows(x, Matrix({1, 32}), bias),
                      "layer_norm_rows: a gain of (1 x 32) and a bias of (1 x 33) for (500 x 33)");
    Matrix out({500, 33}), statistics({499, 2});
    CHECK_THROWS_WITH(layer_norm_rows(x, gain, bias, out, statistics),
                      "layer_norm_rows: statistics of (499 x 2) for (500 x 33)");
}

TEST_CASE("log_sum_exp: loses nothing of many small numbers, and knows infinities", "[tensor]") {
    const GlobalState restore;
    for (const char* name : available_kernels()) {
        select_kernel(name);
        std::vector<real> scores(100'000,
                                 real{-18});  // e^-18 is less than half of a float's last place
        scores[7] = 0;
        const double right = std::log(1 + 99'999 * std::exp(-18.0));
        CHECK_THAT(log_sum_exp(scores), WithinRel(right, 1e-6));
        for (real& score : scores) score += 1000;
        CHECK_THAT(log_sum_exp(scores), WithinRel(1000 + right, 1e-12));
        CHECK(log_sum_exp(std::vector<real>{-kInf, -kInf}) == static_cast<double>(-kInf));
        CHECK(std::isnan(log_sum_exp(std::vector<real>{0, kNan})));
    }
}
