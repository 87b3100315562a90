#include "tensor/kernel_dispatch.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "core/hash.h"
#include "tensor/tensor_testing.h"

using namespace book;

namespace {

// How far y is from e^x, in units of the last place of a float.
double ulps_off(real x, real y) {
    const double exact = std::exp(static_cast<double>(x));
    int exponent = 0;
    std::frexp(exact, &exponent);
    const double ulp = std::ldexp(1.0, std::max(exponent - 24, -149));
    return std::abs(static_cast<double>(y) - exact) / ulp;
}

// Floats between -inf and inf, `step` apart in the order of their bits.
std::vector<real> sample_of_floats(std::uint32_t step) {
    std::vector<real> sample;
    for (std::uint64_t bits = 0; bits < (std::uint64_t{1} << 32); bits += step) {
        const auto word = static_cast<std::uint32_t>(bits);
        float x;
        std::memcpy(&x, &word, sizeof x);
        if (!std::isnan(x)) sample.push_back(static_cast<real>(x));
    }
    return sample;
}

std::uint64_t hash_of(std::span<const real> numbers) {
    return book::hash_of({reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()});
}

}  // namespace

TEST_CASE("kernels: the reference is always there, and comes last", "[tensor]") {
    const auto names = available_kernels();
    REQUIRE(!names.empty());
    CHECK(std::string(names.back()) == "reference");
}

TEST_CASE("kernels: each that is available can be selected and says its name", "[tensor]") {
    const GlobalState restore;
    for (const char* name : available_kernels()) {
        select_kernel(name);
        CHECK(std::string(kernel_name()) == name);
        if (std::string(name) != "generic") CHECK(kernel_is_exact());
    }
}

TEST_CASE("kernels: arm64 has one of its own, and needs no other", "[tensor]") {
    std::vector<std::string> names;
    for (const char* name : available_kernels()) names.push_back(name);
    if (names.size() == 1) return;  // a sanitised build has the reference alone
#ifdef __aarch64__
    CHECK(names == std::vector<std::string>{"neon", "reference"});
#else
    CHECK(std::ranges::find(names, "neon") == names.end());
#endif
}

TEST_CASE("kernels: an unknown one is refused in one line that names the others", "[tensor]") {
    const std::string before = kernel_name();
    CHECK_THROWS_AS(select_kernel("avx9000"), InputError);
    CHECK_THROWS_WITH(select_kernel("avx9000"),
                      Catch::Matchers::Contains("kernel avx9000: there is none of that name") &&
                          Catch::Matchers::Contains("reference"));
    CHECK(kernel_name() == before);
}

TEST_CASE("exp: at most 1.5 units in the last place off, gradual below the smallest float",
          "[tensor]") {
    const GlobalState restore;
    const std::vector<real> x = sample_of_floats(2999);
    std::vector<real> y(x.size());
    for (const char* name : available_kernels()) {
        select_kernel(name);
        kernel().exp_row(x.data(), y.data(), std::ssize(x));
        double worst = 0;
        real worst_x = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            // The largest float is e^88.72283...: beyond it everything is infinite.
            if (x[i] > real{88.7228f}) {
                if (x[i] > real{88.7229f} && !std::isinf(y[i]))
                    FAIL("exp(" << x[i] << ") is finite");
                continue;
            }
            const double off = ulps_off(x[i], y[i]);
            if (!(off <= worst)) {  // a NaN is the worst
                worst = off;
                worst_x = x[i];
            }
        }
        INFO(name << ": exp(" << worst_x << ")");
        CHECK(worst <= 1.5);
    }
}

TEST_CASE("dropout: every kernel keeps the same numbers, and drops NaN and infinity", "[tensor]") {
    const GlobalState restore;
    Rng rng(22);
    for (int n : {0, 1, 7, 8, 16, 33, 1000}) {
        Matrix x = randn({1, n}, rng), before = randn({1, n}, rng);
        for (int i = 0; i < n; i += 5) x(0, i) = i % 2 ? std::nanf("") : -INFINITY;
        const Dropout dropout{rng.next(), std::uint64_t{1} << 62, real{4} / 3};
        for (bool accumulate : {false, true}) {
            std::vector<Matrix> kept;
            for (const char* name : available_kernels()) {
                Matrix& y = kept.emplace_back(before);
                select_kernel(name);
                kernel().drop_row(dropout, 77, x.flat().data(), y.flat().data(), n, accumulate);
            }
            for (const Matrix& y : kept) CHECK(same_bits(y, kept[0]));
            for (int i = 0; i < n; ++i) {
                const auto number = static_cast<std::uint64_t>(77 + i);
                const bool keeps = mix(dropout.key ^ (number + 1)) >= dropout.limit;
                if (!keeps) CHECK(kept[0](0, i) == (accumulate ? before(0, i) : 0));
            }
        }
    }
}

TEST_CASE("exp: infinities, NaN and zero", "[tensor]") {
    const GlobalState restore;
    const real inf = std::numeric_limits<real>::infinity();
    for (const char* name : available_kernels()) {
        select_kernel(name);
        const Matrix x{
            {-inf, inf, std::numeric_limits<real>::quiet_NaN(), 0, -real{0}, -1000, 1000}};
        Matrix y(x.shape());
        exp(x, y);
        CHECK(y(0, 0) == 0);
        CHECK(y(0, 1) == inf);
        CHECK(std::isnan(y(0, 2)));
        CHECK(y(0, 3) == 1);
        CHECK(y(0, 4) == 1);
        CHECK(y(0, 5) == 0);
        CHECK(y(0, 6) == inf);
    }
}

TEST_CASE("exp and softmax: every vector kernel has the same bits, wherever a row begins",
          "[tensor]") {
    const GlobalState restore;
    std::vector<std::string> vector_kernels;
    for (const char* name : available_kernels())
        if (std::string(name) != "reference") vector_kernels.push_back(name);
    if (vector_kernels.empty()) return;  // a sanitised build has the reference alone

    const std::vector<real> floats = sample_of_floats(49999);
    Rng rng(21);
    for (int n : {0, 1, 7, 8, 9, 15, 16, 17, 31, 33, 64, 1000, 8191}) {
        const Matrix scores = randn({3, n}, rng, 20);
        std::vector<Matrix> softmaxes, exps;
        for (const std::string& name : vector_kernels)
            for (int shift : {0, 1, 3}) {
                select_kernel(name);
                Matrix buffer({3, n + shift});
                const View y = buffer.view().col_block(shift, n);
                softmax_rows(scores, y);
                softmaxes.emplace_back(ConstView(y));
                exp(ConstView(floats.data(), {3, n}, n), y);
                exps.emplace_back(ConstView(y));
            }
        for (const Matrix& y : softmaxes) CHECK(same_bits(y, softmaxes[0]));
        for (const Matrix& y : exps) CHECK(same_bits(y, exps[0]));
    }
}

// The other tests compare the kernels of one processor. These numbers were noted on x86-64, and no
// processor and no compiler may find others.
TEST_CASE("kernels: exponentials, gates and dropout have the bits that were noted", "[tensor]") {
    if (std::endian::native != std::endian::little) return;  // the hash reads bytes
    const GlobalState restore;
    const std::vector<real> x = sample_of_floats(49999);
    const long n = std::ssize(x);
    std::vector<real> y(x.size());
    for (const std::string name : available_kernels()) {
        if (name == "reference") continue;  // the C library's exp
        CAPTURE(name);
        select_kernel(name);
        kernel().exp_row(x.data(), y.data(), n);
        CHECK(hash_of(y) == 0x1E53BF9B8BC25617);
        kernel().sigmoid_row(x.data(), y.data(), n);
        CHECK(hash_of(y) == 0xA7DA626F00802CC0);
        kernel().tanh_row(x.data(), y.data(), n);
        CHECK(hash_of(y) == 0xF3BAB12D5DBDCFF7);
        kernel().drop_row({5, std::uint64_t{1} << 62, real{4} / 3}, 7, x.data(), y.data(), n,
                          false);
        CHECK(hash_of(y) == 0xB2FBBDC6FA8098DC);
    }
}
