// What travels from an answer's process to the judge's (teacher/harness/results.h).
#include "teacher/harness/results.h"

#include <bit>
#include <cstdint>
#include <limits>

#include "catch.h"

using namespace book;
using namespace book::teacher;

TEST_CASE("results: every number arrives, to the last bit", "[exercises]") {
    using Limits = std::numeric_limits<real>;
    const Matrix sent{{0, -real{0}, static_cast<real>(0.1), Limits::denorm_min()},
                      {Limits::max(), Limits::lowest(), Limits::infinity(), -Limits::infinity()}};
    const Results results = read_results(begun_line(0) + returned_line(0, sent) + begun_line(1) +
                                         returned_line(1, Matrix({0, 3})) + begun_line(2));
    REQUIRE(results.returned.size() == 2);
    for (int r = 0; r < sent.rows(); ++r)
        for (int c = 0; c < sent.cols(); ++c)
            CHECK(std::bit_cast<std::uint32_t>(results.returned[0](r, c)) ==
                  std::bit_cast<std::uint32_t>(sent(r, c)));
    CHECK(results.returned[1].shape() == Shape{0, 3});
    CHECK(results.begun);
    const Matrix none({1, 1}, Limits::quiet_NaN());
    CHECK(std::isnan(read_results(begun_line(0) + returned_line(0, none)).returned.at(0)(0, 0)));
}

TEST_CASE("results: how a case ended", "[exercises]") {
    const Results threw = read_results(begun_line(0) + threw_line(0, "out of\nluck"));
    CHECK(threw.end == Results::End::threw);
    CHECK(threw.thrown == "out of luck");
    CHECK(read_results(begun_line(0) + threw_line(0, "\x1b[2J")).thrown == "␛[2J");
    CHECK(read_results(begun_line(0) + not_written_yet_line(0)).end ==
          Results::End::not_written_yet);
    CHECK(read_results("").end == Results::End::open);
}

TEST_CASE("results: a shape that nobody could mean is none to loop over", "[exercises]") {
    for (const Shape shape : {Shape{2147483647, 0}, Shape{0, 2147483647}}) {
        const Results results = read_results(
            begun_line(0) + fmt::format("returned 0  {} {} \n", shape.rows, shape.cols));
        CHECK(results.returned.empty());
        CHECK(results.end == Results::End::absurd);
        CHECK(results.absurd == shape);
    }
}

TEST_CASE("results: lines that nobody has sent count for nothing", "[exercises]") {
    const std::string good = begun_line(0) + returned_line(0, Matrix{{1}});
    for (const std::string bad :
         {"returned 1  1 1  0x1p+0\n", "begun 0\n", "begun 2\n", "begun 1\nbegun 1\n",
          "begun 1\nreturned 0  1 1  1\n", "begun 1\nreturned 1  1 2  1\n",
          "begun 1\nreturned 1  -1 -1  1\n", "begun 1\nreturned 1  1000000 1000000  1\n",
          "begun 1\nreturned 1  1 1  one\n", "begun 1\nreturned 1  1 1  0x1p+0",
          "{\"verdict\": \"right\"}\n", "\xff\xfe\n", "\n", "begun 99999999999999999999\n"}) {
        INFO(bad);
        const Results results =
            read_results(good + bad + begun_line(1) + returned_line(1, Matrix{{1}}));
        CHECK(results.returned.size() == 1);
        CHECK(results.end == Results::End::open);
    }
}
