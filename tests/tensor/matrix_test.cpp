#include "tensor/matrix.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "catch.h"
#include "tensor/segments.h"

using namespace book;

TEST_CASE("Matrix: rows lie one after the other, on a cache line", "[tensor]") {
    const Matrix m{{1, 2, 3}, {4, 5, 6}};
    CHECK(m.shape() == Shape{2, 3});
    CHECK(m.size() == 6);
    CHECK(m(1, 0) == 4);
    CHECK(m.data()[3] == 4);
    CHECK(m.row(1)[2] == 6);
    CHECK(m.flat()[5] == 6);
    CHECK(reinterpret_cast<std::uintptr_t>(m.data()) % 64 == 0);
}

TEST_CASE("Matrix: is a value", "[tensor]") {
    Matrix a{{1, 2}};
    Matrix b = a;
    b(0, 0) = 9;
    CHECK(a == Matrix{{1, 2}});
    CHECK(b == Matrix{{9, 2}});
    CHECK(!(a == b));
    CHECK(!(Matrix({2, 3}) == Matrix({3, 2})));
    CHECK(Matrix({2, 2}, 7) == Matrix{{7, 7}, {7, 7}});
    CHECK(Matrix().shape() == Shape{0, 0});
    const Matrix moved = std::move(b);
    CHECK(moved == Matrix{{9, 2}});
    CHECK(b.shape() == Shape{0, 0});  // NOLINT: a matrix of nothing, not one without its numbers
    a = Matrix{{3}};
    CHECK(a == Matrix{{3}});
}

TEST_CASE("Matrix: resize keeps memory for the next time", "[tensor]") {
    Matrix m({10, 10});
    const real* before = m.data();
    m.resize({2, 5});
    CHECK(m.shape() == Shape{2, 5});
    CHECK(m.flat().size() == 10);
    m.resize({5, 20});
    CHECK(m.data() == before);
}

TEST_CASE("Matrix: what is not a shape is refused", "[tensor]") {
    CHECK_THROWS_WITH(Matrix({-1, 2}), "Matrix: (-1 x 2) is not a shape");
    CHECK_THROWS_AS(Matrix({2, -1}), Error);
    CHECK_THROWS_WITH((Matrix{{1, 2}, {3}}), "Matrix: a row of 1 numbers among rows of 2");
    Matrix m;
    CHECK_THROWS_AS(m.resize({-1, 0}), Error);
}

TEST_CASE("to_string: the shape, and the numbers row under row", "[tensor]") {
    const Matrix m{{1, -2.5f, 1000}, {0.123456f, std::nanf(""), 0}};
    CHECK(to_string(m) == "(2 x 3)\n       1    -2.5    1000\n  0.1235     nan       0\n");
    CHECK(to_string(m.view().col_block(0, 1)) == "(2 x 1)\n       1\n  0.1235\n");
    CHECK(to_string(Matrix({0, 3})) == "(0 x 3)\n");
    CHECK(to_string(Matrix({2, 0})) == "(2 x 0)\n\n\n");
}

TEST_CASE("View: blocks of rows and of columns show the same numbers", "[tensor]") {
    Matrix m{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}};
    const View inside = m.view().row_block(1, 2).col_block(1, 2);
    CHECK(Matrix(inside) == Matrix{{6, 7}, {10, 11}});
    CHECK(inside.stride() == 4);
    CHECK(!inside.contiguous());
    CHECK(m.view().row_block(1, 2).contiguous());
    CHECK(m.view().col_block(1, 2).row_block(0, 1).contiguous());  // one row is always
    inside(0, 0) = 60;
    CHECK(m(1, 1) == 60);
    CHECK(m.view().row_block(3, 0).empty());
    CHECK(m.view().col_block(4, 0).empty());
}

TEST_CASE("View: a block that sticks out is refused", "[tensor]") {
    const Matrix m({3, 4});
    constexpr int kMax = std::numeric_limits<int>::max();
    CHECK_THROWS_WITH(m.view().row_block(2, 2), "row_block: 2 rows from row 2 on, of 3");
    CHECK_THROWS_WITH(m.view().col_block(3, 2), "col_block: 2 columns from column 3 on, of 4");
    for (auto [begin, count] :
         {std::pair{-1, 1}, {0, -1}, {4, 0}, {5, -1}, {1, kMax}, {kMax, kMax}}) {
        INFO(begin << ", " << count);
        CHECK_THROWS_AS(m.view().row_block(begin, count), Error);
        CHECK_THROWS_AS(m.view().col_block(begin + (begin == 4), count), Error);
    }
}

TEST_CASE("randn and rand_uniform: depend on the generator alone, and have its statistics",
          "[tensor]") {
    Rng first(5), second(5);
    CHECK(randn({3, 4}, first) == randn({3, 4}, second));
    Rng rng(6);
    const Matrix normal = randn({100, 100}, rng, 3), uniform = rand_uniform({100, 100}, rng, 2, 4);
    double square = 0, mean = 0;
    for (real x : normal.flat()) square += static_cast<double>(x) * static_cast<double>(x) / 10000;
    CHECK_THAT(square, WithinAbs(9, 0.6));  // a standard error is 9 sqrt(2 / 10000) = 0.13
    for (real x : uniform.flat()) {
        REQUIRE((x >= 2 && x <= 4));
        mean += static_cast<double>(x) / 10000;
    }
    CHECK_THAT(mean, WithinAbs(3, 0.03));  // a standard error is 0.006
}

TEST_CASE("Segments: where each sentence begins", "[tensor]") {
    Segments s({3, 0, 5});
    CHECK(s.count() == 3);
    CHECK(s.total() == 8);
    CHECK(s.begin(1) == 3);
    CHECK(s.end(1) == 3);
    CHECK(s.begin(2) == 3);
    CHECK(s.length(2) == 5);
    CHECK(s.longest() == 5);
    CHECK(s == Segments({3, 0, 5}));
    CHECK(!(s == Segments({3, 5})));
    CHECK(Segments::one(4).total() == 4);
    s.clear();
    CHECK(s.count() == 0);
    CHECK(s.total() == 0);
    CHECK(s.longest() == 0);
    CHECK_THROWS_AS(s.add(-1), Error);
}
