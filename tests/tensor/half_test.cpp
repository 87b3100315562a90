#include "tensor/half.h"

#include <cmath>

#include "tensor/tensor_testing.h"

using namespace book;

namespace {

// What the bits of an F16 say, by their definition (IEEE 754, 3.4).
double meaning_of_f16(int bits) {
    const double sign = (bits & 0x8000) != 0 ? -1 : 1;
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    if (exponent == 31) return fraction == 0 ? sign * INFINITY : NAN;
    if (exponent == 0) return sign * std::ldexp(fraction, -24);
    return sign * std::ldexp(1024 + fraction, exponent - 25);
}

bool is_same(double a, double b) {
    if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
    return a == b && std::signbit(a) == std::signbit(b);
}

}  // namespace

TEST_CASE("half: every F16 is the float that it says, and comes back", "[tensor]") {
    for (int bits = 0; bits < 1 << 16; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const float x = from_f16(half);
        INFO(bits);
        REQUIRE(is_same(x, meaning_of_f16(bits)));
        if (std::isnan(x))
            REQUIRE(std::isnan(from_f16(to_f16(x))));
        else
            REQUIRE(to_f16(x) == half);
    }
}

TEST_CASE("half: a float becomes the nearest F16, of two the even one", "[tensor]") {
    for (int bits = 0; bits < 0x7c00; ++bits) {
        const auto below = static_cast<std::uint16_t>(bits),
                   above = static_cast<std::uint16_t>(bits + 1);
        // The step behind the largest number would lead to 65536; what is nearer to that is infinite.
        const double next = bits + 1 == 0x7c00 ? 65536 : meaning_of_f16(bits + 1);
        const auto middle = static_cast<float>((meaning_of_f16(bits) + next) / 2);
        INFO(bits);
        REQUIRE(to_f16(middle) == (bits % 2 == 0 ? below : above));
        REQUIRE(to_f16(std::nextafter(middle, 0.0f)) == below);
        REQUIRE(to_f16(std::nextafter(middle, INFINITY)) == above);
        REQUIRE(to_f16(-std::nextafter(middle, INFINITY)) == (above | 0x8000));
    }
    CHECK(to_f16(1e30f) == 0x7c00);
    CHECK(to_f16(-INFINITY) == 0xfc00);
    CHECK(std::isnan(from_f16(to_f16(NAN))));
    CHECK(to_f16(std::numeric_limits<float>::denorm_min()) == 0);
}

TEST_CASE("half: every BF16 comes back, and a float becomes the nearest, of two the even one",
          "[tensor]") {
    for (int bits = 0; bits < 1 << 16; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const float x = from_bf16(half);
        if (std::isnan(x))
            REQUIRE(std::isnan(from_bf16(to_bf16(x))));
        else
            REQUIRE(to_bf16(x) == half);
    }
    CHECK(from_bf16(0x3f80) == 1);
    CHECK(from_bf16(0xc049) == -3.140625f);
    CHECK(to_bf16(1.00390625f) == 0x3f80);  // 1 + 2^-8: between 1 and 1 + 2^-7
    CHECK(to_bf16(1.01171875f) == 0x3f82);  // 1 + 3 2^-8
    CHECK(to_bf16(1.0039064f) == 0x3f81);
    CHECK(to_bf16(3.4e38f) == 0x7f80);
    CHECK(std::isnan(from_bf16(to_bf16(std::bit_cast<float>(0x7f800001)))));
}
