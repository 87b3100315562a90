#include <cstring>

#include "tensor/half.h"
#include "tensor/matmul.h"
#include "tensor/packed_matrix.h"
#include "tensor/tensor_testing.h"

using namespace book;

namespace {

PackedMatrix packed_random(WeightType type, Shape shape, Rng& rng) {
    return compressed(randn(shape, rng, 0.05), type);
}

// With every kernel and 1 to 3 threads, on framed views: the bits of the product with floats.
void check_packed_product(WeightType type, int n, int in, int out, Rng& rng) {
    const GlobalState restore;
    const PackedMatrix w = packed_random(type, {out, in}, rng);
    const Matrix x = randn({n, in}, rng);
    for (const char* name : available_kernels()) {
        select_kernel(name);
        set_thread_count(1);
        const Matrix expected = matmul_nt(x, expanded(w));
        for (int threads : {1, 2, 3}) {
            set_thread_count(threads);
            Framed framed_x(x), y(Matrix({n, out}, 5));
            matmul_nt(framed_x.view(), w, y.view());
            INFO(name_of(type) << ", (" << n << " x " << in << ") times (" << out << " x " << in
                               << ")^T, kernel " << name << ", threads " << threads);
            REQUIRE(same_bits(y.view(), expected));
            REQUIRE(y.frame_is_untouched());
        }
    }
}

// A block of this header whose 16 or 32 bytes of numbers are 0, 1, 2, ...
std::vector<real> expand_block(WeightType type, std::vector<unsigned char> header, int bytes) {
    for (int i = 0; i < bytes; ++i) header.push_back(static_cast<unsigned char>(i));
    REQUIRE(header.size() == static_cast<std::size_t>(block_of(type).bytes));
    std::vector<real> numbers(32);
    expand(type, header.data(), 1, numbers.data());
    return numbers;
}

}  // namespace

TEST_CASE("weight types: where the numbers of a block lie", "[tensor]") {
    // d = 0.5 is 0x3800, m = -2 is 0xc000; bytes 0 to 15: the lower four bits count, the upper are 0.
    const auto q4_1 = expand_block(WeightType::q4_1, {0x00, 0x38, 0x00, 0xc0}, 16);
    const auto q4_0 = expand_block(WeightType::q4_0, {0x00, 0x38}, 16);
    // Fifth bits: of number 0 and of number 17.
    const auto q5_1 = expand_block(WeightType::q5_1, {0x00, 0x38, 0x00, 0xc0, 1, 0, 2, 0}, 16);
    const auto q5_0 = expand_block(WeightType::q5_0, {0x00, 0x38, 1, 0, 2, 0}, 16);
    const auto q8_0 = expand_block(WeightType::q8_0, {0x00, 0x38}, 32);
    for (int i = 0; i < 32; ++i) {
        const real q = static_cast<real>(i < 16 ? i : 0);
        const real fifth = i == 0 || i == 17 ? 16 : 0;
        INFO(i);
        CHECK(q4_1[i] == q / 2 - 2);
        CHECK(q4_0[i] == (q - 8) / 2);
        CHECK(q5_1[i] == (q + fifth) / 2 - 2);
        CHECK(q5_0[i] == (q + fifth - 16) / 2);
        CHECK(q8_0[i] == static_cast<real>(i) / 2);
    }
    const unsigned char negative[34] = {0x00, 0x38, 0xff, 0x80};
    std::vector<real> numbers(32);
    expand(WeightType::q8_0, negative, 1, numbers.data());
    CHECK(numbers[0] == -0.5f);
    CHECK(numbers[1] == -64);
}

// The first blocks of four tensors of SmolLM2-135M-Instruct, and their numbers by another program.
TEST_CASE("weight types: blocks of a real model expand to what others read", "[tensor]") {
    struct Case {
        WeightType type;
        const char* hex;
        std::vector<double> first, sixteenth;
    };
    const Case cases[] = {
        {WeightType::q8_0,
         "3219d60d13f7e5ee08d02aa801de56818608fd21dbee104fe81efaf9e21128391fb1",
         {-0.10654449462890625, 0.032978057861328125, 0.048198699951171875, -0.022830963134765625,
          -0.06849288940429688, -0.04566192626953125, 0.020294189453125, -0.12176513671875},
         {-0.007610321044921875, 0.08371353149414062, -0.09386062622070312, -0.04566192626953125}},
        {WeightType::q4_1,
         "0f30d8b9458765406f65164b677664502267655a",
         {-0.0963134765625, 0.1573486328125, -0.0963134765625, -0.73046875, 1.1719970703125,
          -0.0963134765625, 0.030517578125, 0.6646728515625},
         {-0.22314453125, 0.2841796875, 0.030517578125, -0.22314453125}},
        {WeightType::q4_1,
         "4931e8bdb8db9687a98aba9c9dfa9aa0997aa8aa",
         {-0.1552734375, 0.3402099609375, -0.485595703125, -0.3204345703125, 0.0098876953125,
          0.175048828125, 0.175048828125, 0.50537109375},
         {0.3402099609375, 0.6705322265625, 0.0098876953125, -0.1552734375}},
        {WeightType::q4_1,
         "af22c8adbf7d60990959267294687a8a8756873b",
         {0.10547637939453125, 0.07936859130859375, -0.09033203125, 0.02715301513671875,
          0.02715301513671875, 0.02715301513671875, -0.0120086669921875, -0.0642242431640625},
         {0.05326080322265625, 0.00104522705078125, -0.0120086669921875, 0.02715301513671875}}};
    for (const Case& c : cases) {
        std::vector<unsigned char> block;
        for (const char* at = c.hex; *at != '\0'; at += 2)
            block.push_back(static_cast<unsigned char>(std::stoi(std::string(at, 2), nullptr, 16)));
        REQUIRE(block.size() == static_cast<std::size_t>(block_of(c.type).bytes));
        std::vector<real> numbers(32);
        expand(c.type, block.data(), 1, numbers.data());
        for (int i = 0; i < 8; ++i) CHECK(static_cast<double>(numbers[i]) == c.first[i]);
        for (int i = 0; i < 4; ++i) CHECK(static_cast<double>(numbers[16 + i]) == c.sixteenth[i]);
    }
}

TEST_CASE("weight types: what is compressed comes back within half a step", "[tensor]") {
    Rng rng(3);
    const Matrix x = rand_uniform({20, 64}, rng, -4, 4);
    for (WeightType type : kWeightTypes) {
        const Matrix y = expanded(compressed(x, type));
        // Half a step, of a block from -4 to 4 at most; without a minimum a whole one, for the number
        // opposite to the farthest. And what the halves that are kept of d and m round: 2^-11 of them.
        double most = 0;
        if (type == WeightType::f32) most = 4 * std::ldexp(1, -25);  // where real is double
        if (type == WeightType::f16) most = 4 * std::ldexp(1, -12);
        if (type == WeightType::bf16) most = 4 * std::ldexp(1, -9);
        if (type == WeightType::q4_0) most = 4.0 / 8 + 0.002;
        if (type == WeightType::q4_1) most = 8.0 / 15 / 2 + 0.006;
        if (type == WeightType::q5_0) most = 4.0 / 16 + 0.002;
        if (type == WeightType::q5_1) most = 8.0 / 31 / 2 + 0.006;
        if (type == WeightType::q8_0) most = 4.0 / 127 / 2 + 0.002;
        INFO(name_of(type));
        for (std::size_t i = 0; i < x.size(); ++i)
            CHECK(std::abs(x.flat()[i] - y.flat()[i]) <= most);
        // What is on a step already stays there.
        const PackedMatrix again = compressed(y, type);
        if (type != WeightType::q4_1 && type != WeightType::q5_1)  // their scale rounds once more
            CHECK(same_bits(expanded(again), y));
    }
}

TEST_CASE("weight types: blocks of equal numbers, and what does not fit", "[tensor]") {
    for (WeightType type : kWeightTypes) {
        INFO(name_of(type));
        for (real value : {real{0}, real{1}, real{-0.5}}) {
            const Matrix x({2, 32}, value);
            const Matrix y = expanded(compressed(x, type));
            for (real number : y.flat())
                // Eight bits: 127 steps of 1/127, which is no half.
                CHECK_THAT(number, WithinAbs(value, type == WeightType::q8_0 ? 3e-4 : 0));
        }
        Matrix x({1, 32});
        for (real bad : {kNan, kInf, -kInf}) {
            x(0, 7) = bad;
            CHECK_THROWS_AS(compressed(x, type), Error);
        }
        x(0, 7) = 1e30f;
        if (type != WeightType::f32 && type != WeightType::bf16)
            CHECK_THROWS_AS(compressed(x, type), Error);
        x(0, 7) = 1e-40f;  // its inverse is no float
        CHECK_NOTHROW(compressed(x, type));
        if (block_of(type).numbers > 1) CHECK_THROWS_AS(compressed(Matrix({1, 33}), type), Error);
    }
}

TEST_CASE("packed matrix: a row expands as the whole does", "[tensor]") {
    Rng rng(4);
    for (WeightType type : kWeightTypes) {
        const PackedMatrix w = packed_random(type, {5, 96}, rng);
        const Matrix all = expanded(w);
        std::vector<real> row(96);
        for (int r = 0; r < 5; ++r) {
            expand_row(w, r, row);
            CHECK(std::equal(row.begin(), row.end(), all.row(r).begin()));
        }
        CHECK_THROWS_AS(expand_row(w, 5, row), Error);
        row.pop_back();
        CHECK_THROWS_AS(expand_row(w, 0, row), Error);
    }
    CHECK_THROWS_AS(PackedMatrix(WeightType::q4_1, {2, 32}, PackedMatrix::Bytes(39)), Error);
    CHECK_THROWS_AS(PackedMatrix(WeightType::q4_1, {1, 16}, PackedMatrix::Bytes(10)), Error);
}

TEST_CASE("packed matrix: the product has the bits of the product with floats", "[tensor]") {
    Rng rng(5);
    for (WeightType type : kWeightTypes)
        for (int n : {1, 2, 7})
            for (int in : {32, 160, 1056})
                for (int out : {1, 16, 33, 100}) check_packed_product(type, n, in, out, rng);
    for (WeightType type : {WeightType::f32, WeightType::f16, WeightType::bf16})
        for (int n : {1, 5})
            for (int in : {1, 3, 8, 37})
                for (int out : {1, 19, 300}) check_packed_product(type, n, in, out, rng);
}

TEST_CASE("packed matrix: large enough for threads", "[tensor]") {
    Rng rng(6);
    for (WeightType type : kWeightTypes)
        for (int n : {1, 4}) check_packed_product(type, n, 576, 1000, rng);
}

TEST_CASE("packed matrix: every half is expanded in registers to what it is", "[tensor]") {
    const GlobalState restore;
    PackedMatrix::Bytes bytes;
    for (int bits = 0; bits < 1 << 16; ++bits) {
        bytes.push_back(static_cast<unsigned char>(bits & 255));
        bytes.push_back(static_cast<unsigned char>(bits >> 8));
    }
    for (WeightType type : {WeightType::f16, WeightType::bf16}) {
        const PackedMatrix w(type, {1 << 16, 1}, bytes);
        const Matrix one({1, 1}, 1);
        for (const char* name : available_kernels()) {
            select_kernel(name);
            const Matrix y = matmul_nt(one, w);
            for (int bits = 0; bits < 1 << 16; ++bits) {
                const auto half = static_cast<std::uint16_t>(bits);
                const real expected = type == WeightType::f16 ? from_f16(half) : from_bf16(half);
                INFO(name << " " << bits);
                REQUIRE(same_bits(y(0, bits), std::fma(real{1}, expected, real{0})));
            }
        }
    }
}

TEST_CASE("packed matrix: shapes that do not fit are told with both", "[tensor]") {
    Rng rng(7);
    const PackedMatrix w = packed_random(WeightType::q4_0, {6, 32}, rng);
    CHECK_THROWS_WITH(matmul_nt(Matrix({2, 64}), w), ContainsText("(2 x 64)"));
    Matrix y({2, 5});
    CHECK_THROWS_AS(matmul_nt(Matrix({2, 32}), w, y), Error);
    CHECK(matmul_nt(Matrix({0, 32}), w).shape() == Shape{0, 6});
    const PackedMatrix nothing(WeightType::f16, {3, 0}, {});
    CHECK(same_bits(matmul_nt(Matrix({2, 0}), nothing), Matrix({2, 3})));
}
