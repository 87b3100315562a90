#include "cli/show.h"

#include <limits>
#include <sstream>

#include "catch.h"
#include "core/display_width.h"
#include "tensor/matrix.h"

using namespace book;

TEST_CASE("show: a matrix, a row and a number, with their names", "[cli]") {
    const Matrix m{{1, 2.5}, {-3, 4}};
    CHECK(text_of_matrix("m", m, 76) == "m (2 x 2)\n    1  2.5\n   -3    4\n");
    CHECK(text_of_matrix("", m, 76) == "(2 x 2)\n    1  2.5\n   -3    4\n");
    CHECK(text_of_numbers("ids", {3, 1, 12}, 76) == "ids (3 numbers)\n   3   1  12\n");
    CHECK(text_of_numbers("", {}, 76) == "(0 numbers)\n");
    CHECK(text_of_number("sum", -std::numeric_limits<double>::quiet_NaN()) == "sum = nan\n");
    CHECK(text_of_number("", 0.5) == "0.5\n");
    CHECK(text_of_matrix("none", Matrix(), 76) == "none (0 x 0)\n");
}

TEST_CASE("show: what is large is shortened to the window and to a few lines", "[cli]") {
    Matrix m({300, 100});
    for (int r = 0; r < m.rows(); ++r)
        for (int c = 0; c < m.cols(); ++c) m(r, c) = static_cast<real>(r * c) / 7;
    for (const int width : {20, 36, 76}) {
        const std::string text = text_of_matrix("m", m, width);
        INFO(text);
        std::istringstream lines(text);
        int count = 0;
        for (std::string line; std::getline(lines, line); ++count)
            CHECK(display_width(line) <= width);
        CHECK(count == 9);
        CHECK(text.find("…") != std::string::npos);
        CHECK(text_of_numbers("row", std::vector<double>(500, 0.125), width).size() <
              static_cast<std::size_t>(width) + 30);
    }
}
