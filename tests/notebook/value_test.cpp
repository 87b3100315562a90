#include "notebook/value.h"

#include <cmath>
#include <limits>
#include <utility>

#include "catch.h"
#include "render/json.h"

using namespace book;

TEST_CASE("shortest: the fewest digits that read back to the same real", "[notebook]") {
    CHECK(shortest(0.78f) == "0.78");
    CHECK(shortest(static_cast<double>(0.78f)) == "0.78");
    CHECK(shortest(0.1) == "0.1");
    CHECK(shortest(1.0 / 3) == "0.33333334");
    CHECK(shortest(1e-5f) == "1e-05");
    CHECK(shortest(-0.0) == "0");
    CHECK(shortest(16777217) == "16777217");  // a whole number keeps digits that float would lose
    CHECK(shortest(1e300) == "1e+300");       // not infinite, though float would be
    CHECK(shortest(std::nan("")) == "nan");
    CHECK(shortest(-INFINITY) == "-inf");
}

TEST_CASE("shortest: every float reads back", "[notebook]") {
    for (float x : {0.1f, 3.1415927f, 1.17549435e-38f, 3.4028235e38f, 0.0020000001f})
        CHECK(std::stof(shortest(x)) == x);
}

TEST_CASE("Value: a row of a matrix is an array, whether it may be written to or not",
          "[notebook]") {
    Matrix m{{0.5f, 2}};
    CHECK(format_value(m.row(0), "") == "(0.5, 2)");
    CHECK(format_value(std::as_const(m).row(0), "") == "(0.5, 2)");
}

TEST_CASE("format_value: numbers, shares, thousands, texts and arrays", "[notebook]") {
    CHECK(format_value(0.784, ".2f") == "0.78");
    CHECK(format_value(3, ".1f") == "3.0");
    CHECK(format_value(3, "") == "3");
    CHECK(format_value(255, "x") == "ff");
    CHECK(format_value(0.9921, ".1%") == "99.2%");
    CHECK(format_value(0.5, "%") == "50%");
    CHECK(format_value(1326080, ",") == "1,326,080");
    CHECK(format_value(-1234.56, ".1f,") == "-1,234.6");
    CHECK(format_value(999, ",") == "999");
    CHECK(format_value("love", "") == "love");
    CHECK(format_value("a\x1b[1m", "") == "a␛[1m");
    CHECK(format_value(Matrix{{1, 2}, {3, 4}}, ".1f") == "((1.0, 2.0), (3.0, 4.0))");
    CHECK(format_value(std::vector<int>{}, "") == "()");
    CHECK(format_value(std::nan(""), ".2f") == "nan");
}

TEST_CASE("format_value: a format that does not fit is an error", "[notebook]") {
    CHECK_THROWS_AS(format_value("love", ".2f"), Error);
    CHECK_THROWS_AS(format_value(0.5, "q"), Error);
    CHECK_THROWS_AS(format_value(0.5, "{}"), Error);
}

TEST_CASE("interpolate: names, indices and formats reach the printer", "[notebook]") {
    std::string seen;
    const auto print = [&](const std::string& name, const std::vector<int>& indices,
                           const std::string& format, bool in_code) {
        seen +=
            name + "|" + format + "|" + std::to_string(indices.size()) + (in_code ? "c" : "") + ";";
        return "#";
    };
    CHECK(interpolate("a @{x.y:.2f} b @{m[0][12]} `@{c}`.", print) == "a # b # `#`.");
    CHECK(seen == "x.y|.2f|0;m||2;c||0c;");
    CHECK(interpolate("me@home {x}", print) == "me@home {x}");
    for (const char* broken : {"@{x", "@{}", "@{:.2f}", "@{x[}", "@{x[1}", "@{x[a]}", "@{x[1]y}"})
        CHECK_THROWS_AS(interpolate(broken, print), Error);
}

TEST_CASE("dedent: the indentation that all lines share goes, the rest stays", "[notebook]") {
    CHECK(dedent("\n    one\n\n      two\n    three  \n    ") == "one\n\n  two\nthree");
    CHECK(dedent("one line") == "one line");
    CHECK(dedent("first\n        second\n        third") == "first\nsecond\nthird");
    CHECK(dedent("").empty());
    CHECK(dedent("\n\n").empty());
}

TEST_CASE("json_value: numbers, texts, nested arrays, and what JSON has no number for",
          "[notebook]") {
    CHECK(json_value(0.78f) == "0.78");
    CHECK(json_value(Matrix{{0.15f, 0.5f}, {1, 2}}) == "[[0.15,0.5],[1,2]]");
    CHECK(json_value("a \"b\" \\ \n é \xFF") == R"("a \"b\" \\ \n é �")");
    CHECK(json_value(std::vector<double>{INFINITY, -INFINITY, NAN}) == R"(["inf","-inf","nan"])");
    CHECK(json_value(std::vector<Value>{"name", 3, 4}) == R"(["name",3,4])");
}
