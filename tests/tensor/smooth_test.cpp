// GELU and SiLU against the C library, in every kernel.
#include "tensor/smooth.h"

#include "tensor/tensor_testing.h"

using namespace book;

namespace {

std::vector<real> numbers_of_every_size() {
    std::vector<real> x{0, 30, -30};
    for (int i = 0; i < 2000; ++i) {
        const double size = std::exp(-12 + 0.0075 * i);  // 6e-6 to 20
        x.push_back(static_cast<real>(size));
        x.push_back(static_cast<real>(-size));
    }
    return x;
}

double right_gate(Smooth kind, double x) {
    if (kind == Smooth::silu) return 1 / (1 + std::exp(-x));
    if (kind == Smooth::gelu_erf) return std::erfc(-x / std::sqrt(2.0)) / 2;
    const double u = std::sqrt(2 / std::acos(-1.0)) * (x + 0.044715 * x * x * x);
    return 1 / (1 + std::exp(-2 * u));  // (1 + tanh u) / 2, which loses digits on the left
}

}  // namespace

TEST_CASE("smooth_gates: as near to the C library as floats are", "[tensor]") {
    const GlobalState restore;
    const std::vector<real> x = numbers_of_every_size();
    std::vector<real> gates(x.size());
    for (const char* name : available_kernels()) {
        select_kernel(name);
        for (const Smooth kind : {Smooth::gelu_tanh, Smooth::gelu_erf, Smooth::silu}) {
            INFO(name << ", kind " << static_cast<int>(kind));
            smooth_gates(kind, x.data(), gates.data(), std::ssize(x));
            double worst = 0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double off =
                    static_cast<double>(gates[i]) - right_gate(kind, static_cast<double>(x[i]));
                worst = std::max(worst, std::abs(off));
            }
            CHECK(worst <
                  4e-7);  // a gate is at most 1: a few roundings, and the polynomial's 1.3e-7
        }
    }
}

TEST_CASE("smooth: the two forms of GELU differ by what they are known to, and SiLU by more",
          "[tensor]") {
    const Matrix x{{-3, -1, 0, 0.5, 2}};
    Matrix tanh_form(x.shape()), erf_form(x.shape()), silu(x.shape());
    smooth(Smooth::gelu_tanh, x, tanh_form);
    smooth(Smooth::gelu_erf, x, erf_form);
    smooth(Smooth::silu, x, silu);
    CHECK_THAT(static_cast<double>(tanh_form(0, 1)), WithinAbs(-0.158808009, 1e-6));
    CHECK_THAT(static_cast<double>(erf_form(0, 1)), WithinAbs(-0.158655254, 1e-6));
    CHECK_THAT(static_cast<double>(silu(0, 1)), WithinAbs(-0.268941421, 1e-6));
    CHECK(tanh_form(0, 2) == 0);
    CHECK(max_abs_difference(tanh_form, erf_form) < 5e-4);
}

TEST_CASE("smooth: every vector kernel has the same bits, and NaN stays", "[tensor]") {
    const GlobalState restore;
    const std::vector<real> numbers = numbers_of_every_size();
    const int n = static_cast<int>(numbers.size());
    for (const Smooth kind : {Smooth::gelu_tanh, Smooth::gelu_erf, Smooth::silu}) {
        std::vector<Matrix> results;
        for (const char* name : available_kernels()) {
            if (std::string(name) == "reference") continue;
            select_kernel(name);
            Matrix gates({1, n}), slopes({1, n});
            smooth_gates(kind, numbers.data(), gates.data(), n);
            smooth_slopes(kind, numbers.data(), gates.data(), slopes.data(), n);
            results.push_back(concat_rows({gates, slopes}));
            const real nan = kNan;
            real gate = 0;
            smooth_gates(kind, &nan, &gate, 1);
            CHECK(std::isnan(gate));
        }
        for (const Matrix& y : results) CHECK(same_bits(y, results[0]));
    }
}
