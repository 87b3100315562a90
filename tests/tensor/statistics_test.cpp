#include <cmath>

#include "catch.h"
#include "tensor/ops.h"

using namespace book;

TEST_CASE("mean and variance: of all elements, whatever the shape", "[tensor]") {
    const Matrix x{{1, 2, 3}, {4, 5, 9}};
    CHECK(mean(x) == 4);
    CHECK_THAT(variance(x), WithinAbs((9 + 4 + 1 + 0 + 1 + 25) / 6.0, 1e-12));
    CHECK(variance(x.view().col_block(1, 1)) == 2.25);
    CHECK(std::isnan(mean(Matrix({0, 3}))));
}

TEST_CASE("row_dots: one dot product for each row", "[tensor]") {
    CHECK(row_dots(Matrix{{1, 2}, {3, 4}}, Matrix{{5, 6}, {7, 8}}) == Matrix{{17}, {53}});
    CHECK_THROWS_WITH(row_dots(Matrix({2, 2}), Matrix({2, 3})), ContainsText("(2 x 3)"));
}
