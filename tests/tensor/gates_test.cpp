// Sigmoid and tanh as the recurrent cells have them, in every kernel.
#include "tensor/tensor_testing.h"

using namespace book;

namespace {

// Numbers of every size, on both sides of 0, and where tanh changes its formula.
std::vector<real> sample() {
    std::vector<real> x{0, real{-0.0f}, real{0.625f}, std::nextafter(real{0.625f}, real{0}),
                        1e-30f};
    for (int i = 0; i < 4000; ++i) {
        const double size = std::exp(-20 + 0.006 * i);  // 2e-9 to 55
        x.push_back(static_cast<real>(size));
        x.push_back(static_cast<real>(-size));
    }
    return x;
}

}  // namespace

TEST_CASE("sigmoid_row, tanh_row: as near to the C library as floats are", "[tensor]") {
    const GlobalState restore;
    const std::vector<real> x = sample();
    std::vector<real> y(x.size());
    for (const char* name : available_kernels()) {
        select_kernel(name);
        INFO(name);
        const auto worst = [&](auto f) {  // relative to the true value
            double error = 0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double right = f(static_cast<double>(x[i]));
                if (right == 0) {
                    CHECK(y[i] == 0);
                } else if (std::abs(right) > 1e-30) {
                    const double off =
                        std::abs(static_cast<double>(y[i]) - right) / std::abs(right);
                    if (!(off <= error)) error = off;
                }
            }
            return error;
        };
        kernel().sigmoid_row(x.data(), y.data(), std::ssize(x));
        CHECK(worst([](double v) { return 1 / (1 + std::exp(-v)); }) <
              2.5e-7);  // two roundings, and exp's
        kernel().tanh_row(x.data(), y.data(), std::ssize(x));
        CHECK(worst([](double v) { return std::tanh(v); }) < 2.5e-7);
    }
}

TEST_CASE("sigmoid_row, tanh_row: infinities, NaN and what is far out", "[tensor]") {
    const GlobalState restore;
    const std::vector<real> x{-kInf, kInf, kNan, -200, 200};
    std::vector<real> y(x.size());
    for (const char* name : available_kernels()) {
        select_kernel(name);
        kernel().sigmoid_row(x.data(), y.data(), 5);
        CHECK(y[0] == 0);
        CHECK(y[1] == 1);
        CHECK(std::isnan(y[2]));
        CHECK_THAT(static_cast<double>(y[3]), WithinAbs(0, 1e-38));
        CHECK(y[4] == 1);
        kernel().tanh_row(x.data(), y.data(), 5);
        CHECK(y[0] == -1);
        CHECK(y[1] == 1);
        CHECK(std::isnan(y[2]));
        CHECK(y[3] == -1);
        CHECK(y[4] == 1);
    }
}

TEST_CASE(
    "sigmoid_row, tanh_row: every vector kernel has the same bits, in place and wherever a row "
    "begins",
    "[tensor]") {
    const GlobalState restore;
    const std::vector<real> floats = sample();
    for (const int n : {0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 33, 5000})
        for (const bool sigmoid : {true, false}) {
            std::vector<Matrix> results;
            for (const char* name : available_kernels()) {
                if (std::string(name) == "reference") continue;
                select_kernel(name);
                for (const int shift : {0, 1, 3}) {
                    Framed row(ConstView(floats.data() + shift, {1, n}, n));
                    real* y = row.view().data();
                    (sigmoid ? kernel().sigmoid_row : kernel().tanh_row)(y, y, n);
                    if (shift == 0) results.emplace_back(ConstView(row.view()));
                    CHECK(row.frame_is_untouched());
                    for (int i = 0; i < n; ++i) {  // a number's bits do not depend on its place
                        real alone = floats[static_cast<std::size_t>(i + shift)];
                        (sigmoid ? kernel().sigmoid_row : kernel().tanh_row)(&alone, &alone, 1);
                        if (!same_bits(alone, y[i])) FAIL(name << ", number " << i << " of " << n);
                    }
                }
            }
            for (const Matrix& y : results) CHECK(same_bits(y, results[0]));
        }
}
