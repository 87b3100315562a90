// Does the reader of differences say what is there, and nothing else?
#include "teacher/harness/reading.h"

#include <limits>

#include "catch.h"
#include "teacher/harness/report.h"
#include "teacher/harness/teach.h"

using namespace book;
using namespace book::teacher;

namespace {

constexpr real kNan = std::numeric_limits<real>::quiet_NaN();
constexpr real kInfinity = std::numeric_limits<real>::infinity();

// The sentence of that kind, or "".
std::string said(const std::string& kind, const Case& c, ConstView expected, ConstView got) {
    for (const Observation& reading : read_differences(c, expected, got))
        if (reading.kind == kind) return reading.sentence;
    return "";
}
std::string said(const std::string& kind, ConstView expected, ConstView got) {
    return said(kind, {}, expected, got);
}

template <class F>
Matrix changed(const Matrix& m, F f) {
    Matrix y(m);
    for (int r = 0; r < y.rows(); ++r)
        for (int c = 0; c < y.cols(); ++c) y(r, c) = f(r, c);
    return y;
}

bool begins(const std::string& text, const std::string& start) { return text.rfind(start, 0) == 0; }

}  // namespace

TEST_CASE("the reader sees one rule for all numbers", "[exercises]") {
    Rng rng(choose_seed());
    const Matrix e = draw({3, 4}, rng);
    const auto by = [&e](auto f) {
        return changed(e, [&](int r, int c) { return static_cast<real>(f(e(r, c))); });
    };
    CHECK(said("sign", e, by([](real x) { return -x; })) == "Every number has the opposite sign.");
    CHECK(begins(said("factor", e, by([](real x) { return 2 * x; })),
                 "Every number is 2 times what it should be."));
    CHECK(begins(said("difference", e, by([](real x) { return x + 3; })),
                 "Every number is 3 more than what it should be."));
    CHECK(begins(said("difference", e, by([](real x) { return x - 0.5; })),
                 "Every number is 0.5 less than what it should be."));
    CHECK(!said("square", e, by([](real x) { return x * x; })).empty());
    CHECK(!said("exponential", e, by([](real x) { return std::exp(x); })).empty());
    CHECK(!said("one minus", e, by([](real x) { return 1 - x; })).empty());
    CHECK(!said("int", scale(e, 10), by([](real x) { return std::trunc(10 * x); })).empty());
    CHECK(!said("nearly", e, by([](real x) { return 1.005 * x; })).empty());
}

TEST_CASE("the reader knows where a factor may come from", "[exercises]") {
    Rng rng(choose_seed());
    const Matrix e = draw({3, 4}, rng);
    const Case c{"", {{"q", draw({3, 10}, rng)}}};
    CHECK(said("factor", c, e, scale(e, 3)) ==
          "Every number is 3 times what it should be. And `q` has 3 rows.");
    CHECK(said("factor", c, e, scale(e, real{1} / 10)) ==
          "Every number is 0.1 times what it should be. That is 1 / 10, and `q` has 10 columns.");
}

TEST_CASE("the reader sees the right numbers in other places", "[exercises]") {
    Rng rng(choose_seed());
    const Matrix e = draw({4, 4}, rng), wide = draw({2, 5}, rng);
    CHECK(!said("transposed", e, transpose(e)).empty());
    CHECK(!said("transposed", wide, transpose(wide)).empty());
    CHECK(!said("rows reversed", e, flip_rows(e)).empty());
    CHECK(!said("columns reversed", e, transpose(flip_rows(transpose(e)))).empty());
    const auto shift = [&e](int r, int c) { return r == 0 ? real{7} : e(r - 1, c); };
    CHECK(said("rows shifted", e, changed(e, shift)) ==
          "Everything is shifted by one row: row 1 holds what belongs into row 0, and so on.");
    CHECK(!said("neighbours exchanged", e, changed(e, [&](int r, int c) { return e(r, c ^ 1); }))
               .empty());
    CHECK(!said("rows reordered", e, changed(e, [&](int r, int c) { return e((r + 2) % 4, c); }))
               .empty());
    const Matrix poured{{1, 2, 3}, {4, 5, 6}}, other{{1, 3, 5}, {2, 4, 6}};
    CHECK(!said("other places", poured, other).empty());
}

TEST_CASE("the reader sees what goes on from row to row, and from number to number",
          "[exercises]") {
    const Matrix e = softmax_rows(Matrix{{1, 2, 3}, {3, 1, 2}, {2, 3, 1}});
    const Matrix carried =
        changed(e, [&](int r, int c) { return e(r, c) / static_cast<real>(r + 1); });
    const std::string rows = said("carried", e, carried);
    CHECK(rows.find("the rows are 1, 0.5 and 0.333 times what they should be") !=
          std::string::npos);
    CHECK(rows.find("does a sum go on from row to row") != std::string::npos);
    CHECK(said("rows do not add up", e, carried) ==
          "Each row should add up to 1, but row 1 adds up to 0.5.");
    CHECK(
        !said("columns add up", e, transpose(softmax_rows(Matrix{{1, 2, 4}, {2, 1, 1}, {0, 1, 2}})))
             .empty());
    const Matrix row{{1, 2, 3, 5}};
    CHECK(begins(said("running sum", row, Matrix{{1, 3, 6, 11}}),
                 "Every number also contains the numbers before it in its row"));
}

TEST_CASE("the reader sees a term that is missing from a sum", "[exercises]") {
    Rng rng(choose_seed());
    const Matrix q = draw({3, 4}, rng), k = draw({2, 4}, rng);
    const Case c{"", {{"q", q}, {"k", k}}};
    const Matrix e = matmul_nt(q, k);
    const auto part = [&](int begin, int n) {
        return matmul_nt(q.view().col_block(begin, n), k.view().col_block(begin, n));
    };
    CHECK(!said("last term", c, e, part(0, 3)).empty());
    CHECK(!said("first term", c, e, part(1, 3)).empty());
    CHECK(!said("last term only", c, e, part(3, 1)).empty());
    CHECK(said("last term", c, e, part(0, 2)).empty());
}

TEST_CASE("the reader sees numbers that say little", "[exercises]") {
    Rng rng(choose_seed());
    const Matrix e = draw({3, 4}, rng), x = draw({3, 4}, rng);
    CHECK(!said("zero", e, Matrix({3, 4})).empty());
    CHECK(said("constant", e, Matrix({3, 4}, 7)) == "Every number is the same, 7.");
    CHECK(said("input", {"", {{"x", x}}}, e, x) == "This is `x`, just as it came in.");
    CHECK(said("input", {"", {{"x", x}}}, e, scale(x, 2)) == "This is `x`, every number times 2.");
    CHECK(begins(said("empty", e, Matrix()), "The result is (0 x 0), and should be (3 x 4)"));
    CHECK(begins(said("nan", e, Matrix({3, 4}, kNan)), "Every number is nan, not a number."));
    const Case large{"", {{"scores", Matrix{{10000, 3}}}}};
    CHECK(said("nan", large, e, Matrix({3, 4}, kNan)).find("`scores` contains large numbers") !=
          std::string::npos);
    const Matrix hidden{{1, 0}, {0, 0}};
    CHECK(begins(said("nan", hidden, Matrix{{1, 0}, {kNan, kNan}}),
                 "2 of 4 numbers are nan, not a number; the others are right. Nothing is left"));
    CHECK(begins(said("infinite", hidden, Matrix{{1, -kInfinity}, {0, 0}}),
                 "There is -infinity where there should be 0, in one place"));
    CHECK(begins(said("infinite", Matrix{{1}}, Matrix{{kInfinity}}), "The result is infinite. "));
    CHECK(begins(said("infinite", Matrix{{1, 2}}, Matrix{{kInfinity, kInfinity}}),
                 "Every number is infinite. "));
    CHECK(begins(said("infinite", Matrix{{1, 2}}, Matrix{{kInfinity, 2}}),
                 "1 of 2 numbers is infinite; the others are right. "));
}

TEST_CASE("the reader sees where it is wrong", "[exercises]") {
    Rng rng(choose_seed());
    const Matrix e = draw({4, 4}, rng);
    const auto but = [&e](auto wrong, real instead) {
        return changed(e, [&, instead](int r, int c) { return wrong(r, c) ? instead : e(r, c); });
    };
    CHECK(said("last column", e, but([](int, int c) { return c == 3; }, 0)) ==
          "Only the last column is wrong, and it is all zeros. Does a loop end too early?");
    CHECK(said("last row", e, but([](int r, int) { return r > 1; }, 0)) ==
          "Only the last 2 rows are wrong, and they are all zeros. Does a loop end too early?");
    CHECK(said("first row", e, but([](int r, int) { return r == 0; }, 77)) ==
          "Only the first row is wrong.");
    CHECK(!said("diagonal", e, but([](int r, int c) { return r == c; }, 77)).empty());
    CHECK(!said("above", e, but([](int r, int c) { return c > r; }, 77)).empty());
    CHECK(!said("shorter at the end", Matrix{{1, 2, 3}}, Matrix{{1, 2}}).empty());
    CHECK(!said("longer at the beginning", Matrix{{1, 2, 3}}, Matrix{{9, 1, 2, 3}}).empty());
}

TEST_CASE("the reader says nothing precise of numbers that have nothing in common", "[exercises]") {
    Rng rng(choose_seed());
    for (int i = 0; i < 500; ++i) {
        const Shape shape{1 + rng.below(4), 1 + rng.below(5)};
        // (With all their digits: of two, every now and then, some are the same, or 0.)
        const Matrix e = randn(shape, rng), got = randn(shape, rng);
        const Case c{"", {{"a", randn(shape, rng)}, {"b", randn({4, 3}, rng)}}};
        for (const Observation& reading : read_differences(c, e, got)) {
            INFO(reading.kind << ": " << reading.sentence);
            CHECK(reading.weight < 0.9);
        }
    }
}
