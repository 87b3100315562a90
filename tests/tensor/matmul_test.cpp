#include "tensor/matmul.h"

#include <array>
#include <limits>

#include "tensor/gemm_reference.h"
#include "tensor/tensor_testing.h"

using namespace book;

namespace {

enum class Form { plain, nt, tn };
constexpr std::array kForms = {Form::plain, Form::nt, Form::tn};

void multiply(Form form, ConstView a, ConstView b, View c, Write write) {
    if (form == Form::plain) matmul(a, b, c, write);
    if (form == Form::nt) matmul_nt(a, b, c, write);
    if (form == Form::tn) matmul_tn(a, b, c, write);
}

// The shapes in which the factors of an (m x k)(k x n) product are stored.
Shape stored_a(Form form, int m, int k) { return form == Form::tn ? Shape{k, m} : Shape{m, k}; }
Shape stored_b(Form form, int k, int n) { return form == Form::nt ? Shape{n, k} : Shape{k, n}; }

// The definition, with std::fma, and independent of the library's own loops.
void expect(Form form, ConstView a, ConstView b, int k, View c, Write write) {
    for (int i = 0; i < c.rows(); ++i)
        for (int j = 0; j < c.cols(); ++j) {
            real sum = write == Write::accumulate ? c(i, j) : real{0};
            for (int p = 0; p < k; ++p)
                sum = std::fma(form == Form::tn ? a(p, i) : a(i, p),
                               form == Form::nt ? b(j, p) : b(p, j), sum);
            c(i, j) = sum;
        }
}

// Every form, overwriting and accumulating, on framed views, with every kernel and 1 to 3 threads.
// A kernel without fused multiply-add (generic on x86) is close, and as deterministic as the others.
template <class Fill>
void check_product(int m, int n, int k, Fill fill_with) {
    const GlobalState restore;
    for (Form form : kForms)
        for (Write write : {Write::overwrite, Write::accumulate}) {
            Matrix a(stored_a(form, m, k)), b(stored_b(form, k, n)), c({m, n});
            fill_with(a);
            fill_with(b);
            fill_with(c);
            Framed framed_a(a), framed_b(b);
            Matrix expected = c;
            expect(form, a, b, k, expected, write);
            for (const char* name : available_kernels()) {
                // The reference is the slow one; large products are no news to it.
                if (std::string(name) == "reference" && m * n * k > 100000) continue;
                select_kernel(name);
                Matrix on_one_thread;
                for (int threads : {1, 2, 3}) {
                    set_thread_count(threads);
                    Framed result(c);
                    multiply(form, framed_a.view(), framed_b.view(), result.view(), write);
                    INFO("(" << m << " x " << k << ")(" << k << " x " << n << "), form "
                             << static_cast<int>(form) << ", accumulate "
                             << (write == Write::accumulate) << ", kernel " << name << ", threads "
                             << threads);
                    if (kernel_is_exact()) REQUIRE(same_bits(result.view(), expected));
                    if (threads == 1) on_one_thread = Matrix(result.view());
                    REQUIRE(same_bits(result.view(), on_one_thread));
                    REQUIRE(result.frame_is_untouched());
                    // Without a frame: a single column then lies in one piece.
                    Matrix whole = c;
                    multiply(form, framed_a.view(), framed_b.view(), whole, write);
                    REQUIRE(same_bits(whole, on_one_thread));
                }
            }
        }
}

void check_random_product(int m, int n, int k, Rng& rng) {
    check_product(m, n, k, [&rng](Matrix& x) {
        for (real& value : x.flat()) value = static_cast<real>(rng.normal());
    });
}

}  // namespace

TEST_CASE("matmul: a product that fits on paper", "[tensor]") {
    const Matrix a{{1, 2}, {3, 4}, {5, 6}}, b{{1, 0, -1}, {2, 1, 0}};
    const Matrix expected{{5, 2, -1}, {11, 4, -3}, {17, 6, -5}};
    CHECK(matmul(a, b) == expected);
    CHECK(matmul_nt(a, transpose(b)) == expected);
    CHECK(matmul_tn(transpose(a), b) == expected);
}

TEST_CASE("matmul: small shapes equal a loop over std::fma, bit for bit", "[tensor]") {
    Rng rng(11);
    for (int m : {0, 1, 2, 7})
        for (int n : {0, 1, 3, 17})
            for (int k : {0, 1, 4, 5, 16}) check_random_product(m, n, k, rng);
}

TEST_CASE("matmul: random shapes equal a loop over std::fma, bit for bit", "[tensor]") {
    Rng rng(12);
    for (int round = 0; round < 40; ++round) {
        const int m = 1 + rng.below(70);
        const int n = 1 + rng.below(70);
        const int k = 1 + rng.below(70);
        check_random_product(m, n, k, rng);
    }
}

TEST_CASE("matmul: shapes at the seams of the kernels equal the loop, bit for bit", "[tensor]") {
    Rng rng(13);
    check_random_product(83, 131, 67, rng);   // enough work for several threads, split over rows
    check_random_product(5, 999, 113, rng);   // split over columns
    check_random_product(9, 70, 1100, rng);   // several blocks along k
    check_random_product(250, 19, 113, rng);  // several blocks of rows
    check_random_product(965, 9, 65, rng);    // the same with a copied b
    check_random_product(100, 1010, 9, rng);  // rows of b far apart: b is copied
    check_random_product(51, 530, 21, rng);   // a transposed a is copied
    check_random_product(51, 2410, 11, rng);  // many columns: a is copied as it is, turned round
    check_random_product(53, 803, 3, rng);    // but not if it has so few columns
    check_random_product(31, 530, 23, rng);   // fewer rows that b is copied for
    check_random_product(1, 333, 1601, rng);  // one row, several threads
    check_random_product(1601, 1, 333, rng);  // one column
    check_random_product(3, 41, 20, rng);  // few rows: several groups of columns, a last one of 1
    check_random_product(8, 27, 32, rng);  // the most that count as few
    check_random_product(2, 7, 8, rng);    // too few columns for that
    for (int far : {512, 1024, 2048})      // rows that share few sets of the cache: fewer groups
        for (int rows : {1, 2, 4, 8}) check_random_product(rows, 41, far, rng);
    check_random_product(20, 130, 128, rng);  // tiles that ask for what the next ones need
    check_random_product(1, 200, 40, rng);    // one row: a wide strip, several steps of k
}

TEST_CASE("matmul: zeros, denormals, infinities and NaN come out as in the loop", "[tensor]") {
    using limits = std::numeric_limits<real>;
    constexpr std::array values = {real{0},
                                   -real{0},
                                   limits::denorm_min(),
                                   -limits::denorm_min(),
                                   limits::min() * real{0.7f},
                                   limits::max(),
                                   -limits::max(),
                                   limits::infinity(),
                                   -limits::infinity(),
                                   limits::quiet_NaN(),
                                   real{1},
                                   real{1e-20f},
                                   real{3e-25f}};
    Rng rng(14);
    // Mostly the first few, so that not every sum is NaN.
    for (int common : {5, 7, 13})
        for (int round = 0; round < 10; ++round) {
            const int m = 1 + rng.below(9);
            const int n = 1 + rng.below(40);
            const int k = 1 + rng.below(20);
            check_product(m, n, k, [&](Matrix& x) {
                for (real& value : x.flat()) {
                    const int which = rng.below(common);
                    const bool rare = rng.below(30) == 0;
                    value = rare || which < 5 ? values[static_cast<std::size_t>(which)] : real{1};
                }
            });
        }
}

TEST_CASE("matmul: products of a head, a slice of columns, need no copy", "[tensor]") {
    Rng rng(15);
    const Matrix q = randn({11, 24}, rng), k = randn({13, 24}, rng);
    for (int head = 0; head < 3; ++head) {
        const ConstView q_head = q.view().col_block(8 * head, 8);
        const ConstView k_head = k.view().col_block(8 * head, 8);
        CHECK(same_bits(matmul_nt(q_head, k_head), matmul_nt(Matrix(q_head), Matrix(k_head))));
    }
}

TEST_CASE("matmul: inside a parallel region the bits are the same", "[tensor]") {
    const GlobalState restore;
    Rng rng(16);
    const Matrix a = randn({90, 100}, rng), b = randn({100, 110}, rng);
    const Matrix expected = matmul(a, b);
    set_thread_count(2);
    std::array<Matrix, 4> results;
    parallel_for_each(
        4, [&](std::ptrdiff_t i) { results[static_cast<std::size_t>(i)] = matmul(a, b); });
    for (const Matrix& result : results) CHECK(same_bits(result, expected));
}

TEST_CASE("matmul: an inexact kernel is close to the reference", "[tensor]") {
    const GlobalState restore;
    Rng rng(17);
    const Matrix a = rand_uniform({30, 200}, rng, -1, 1), b = rand_uniform({200, 50}, rng, -1, 1);
    select_kernel("reference");
    const Matrix expected = matmul(a, b);
    for (const char* name : available_kernels()) {
        select_kernel(name);
        // 200 roundings of sums below 30: at most 200 * 30 * 2^-24, in practice far less.
        CHECK(max_abs_difference(matmul(a, b), expected) < 4e-4);
    }
}

TEST_CASE("linear: has the bits of product, bias and relu one after the other", "[tensor]") {
    const GlobalState restore;
    Rng rng(18);
    std::vector<std::array<int, 3>> shapes = {{0, 3, 2},       {3, 0, 2},   {3, 2, 0},
                                              {1, 1, 1},       {1, 70, 9},  {5, 999, 113},
                                              {300, 70, 1100}, {83, 1, 700}};
    for (int round = 0; round < 30; ++round)
        shapes.push_back({1 + rng.below(90), 1 + rng.below(150), 1 + rng.below(70)});
    for (const auto& [m, n, k] : shapes) {
        const Matrix x = randn({m, k}, rng), w = randn({k, n}, rng), bias = randn({1, n}, rng);
        for (const char* name : available_kernels()) {
            select_kernel(name);
            for (int threads : {1, 3}) {
                set_thread_count(threads);
                INFO(m << " x " << k << " x " << n << ", kernel " << name << ", " << threads);
                const Matrix steps = add_bias(matmul(x, w), bias);
                Framed plain(Matrix({m, n})), cut(Matrix({m, n}));
                linear(x, w, bias, plain.view());
                linear(x, w, bias, cut.view(), Activation::relu);
                CHECK(same_bits(plain.view(), steps));
                CHECK(same_bits(cut.view(), relu(steps)));
                CHECK((plain.frame_is_untouched() && cut.frame_is_untouched()));
            }
        }
    }
    Matrix y({2, 2});
    CHECK_THROWS_WITH(linear(Matrix({2, 3}), Matrix({3, 2}), Matrix({1, 3}), y),
                      "linear: a bias (1 x 3) for 2 columns");
}

TEST_CASE("matmul: an error names the operation and both shapes", "[tensor]") {
    const Matrix a({2, 3}), b({4, 5});
    CHECK_THROWS_WITH(matmul(a, b), "matmul: (2 x 3) times (4 x 5)");
    CHECK_THROWS_WITH(matmul_nt(a, b), "matmul_nt: (2 x 3) times (4 x 5)^T");
    CHECK_THROWS_WITH(matmul_tn(a, b), "matmul_tn: (2 x 3)^T times (4 x 5)");
    Matrix c({2, 4});
    CHECK_THROWS_WITH(matmul(a, Matrix({3, 5}), c), "matmul: (2 x 3) times (3 x 5) into (2 x 4)");
    Matrix square({3, 3});
    CHECK_THROWS_AS(matmul(square, Matrix({3, 3}), square), Error);
    CHECK_THROWS_AS(matmul(Matrix({3, 3}), square, square), Error);
}

TEST_CASE("gemm_reference: accepts strides that no kernel does", "[tensor]") {
    // Every second column of a, every third of b: neither has a stride of 1.
    const Matrix a{{1, 9, 2, 9}, {3, 9, 4, 9}}, b{{5, 9, 9, 6}, {7, 9, 9, 8}};
    Matrix c({2, 2});
    gemm_reference({2, 2, 2, a.data(), 4, 2, b.data(), 4, 3, c.data(), 2, false});
    CHECK(c == Matrix{{19, 22}, {43, 50}});
}
