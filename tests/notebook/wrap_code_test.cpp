#include "render/wrap_code.h"

#include "catch.h"
#include "core/clock.h"
#include "render/terminal.h"

using namespace book;

namespace {

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("wrap_code: what fits stays as it is, and the rest hangs four columns further in",
          "[notebook]") {
    CHECK(wrap_code("    short", 20) == Lines{"    short"});
    CHECK(wrap_code("", 20) == Lines{""});
    CHECK(wrap_code(std::string(30, ' '), 20) == Lines{""});
    CHECK(wrap_code("  call(argument, other);", 20) == Lines{"  call(argument,", "      other);"});
    for (const std::string& line : wrap_code(std::string(30, ' ') + "deep(inside);", 20))
        CHECK(visible_width(line) <= 20);
}

TEST_CASE("wrap_code: a line breaks behind a comma or an operator", "[notebook]") {
    CHECK(
        wrap_code("    const double error = hypot(w[0] - printed[0], w[1] - printed[1]);", 56) ==
        Lines{"    const double error =", "        hypot(w[0] - printed[0], w[1] - printed[1]);"});
    CHECK(wrap_code("const bool same = first_of_all == last_of_all && more;", 48) ==
          Lines{"const bool same = first_of_all == last_of_all &&", "    more;"});
    CHECK(wrap_code("for (std::size_t i = 0; i < 3; ++i) table.add(kWords[i]);", 40) ==
          Lines{"for (std::size_t i = 0; i < 3; ++i)", "    table.add(kWords[i]);"});
}

TEST_CASE("wrap_code: no name, number or operator is broken that fits a line", "[notebook]") {
    CHECK(wrap_code("const double t = 0.000125e-3f;", 24) ==
          Lines{"const double t =", "    0.000125e-3f;"});
    CHECK(wrap_code("const int a_long_name = 1'000'000;", 32) ==
          Lines{"const int a_long_name =", "    1'000'000;"});
    CHECK(wrap_code("abcdefghijklmnopqrstuvwxyz;", 20) ==
          Lines{"abcdefghijklmnop", "    qrstuvwxyz;"});  // alone wider than the window
    CHECK(wrap_code("Attention(Q, K, V) = softmax(Q Kᵀ / √d) V", 30) ==
          Lines{"Attention(Q, K, V) =", "    softmax(Q Kᵀ / √d) V"});
}

TEST_CASE("wrap_code: a comment goes on as a comment", "[notebook]") {
    CHECK(wrap_code("    // one two three four five six", 20) ==
          Lines{"    // one two three", "    // four five six"});
    CHECK(wrap_code("int x;  // one two three four five six seven", 32) ==
          Lines{"int x;  // one two three four", "        // five six seven"});
    CHECK(wrap_code("  const Matrix queries = randn({draws, d}, rng);  // (draws x d)", 50) ==
          Lines{"  const Matrix queries = randn({draws, d}, rng);", "      // (draws x d)"});
    CHECK(wrap_code("const Matrix queries = randn({draws, d}, rng);  // (draws x d)  one in a row",
                    40) == Lines{"const Matrix queries =", "    randn({draws, d}, rng);",
                                 "    // (draws x d)  one in a row"});
    CHECK(wrap_code("//     y = a + b + c + d + e", 24) ==  // a formula stays further in
          Lines{"//     y = a + b + c + d", "//     + e"});
    CHECK(wrap_code("// abcdefghijklmnopqrstuvwxyz", 20) ==
          Lines{"// abcdefghijklmnopq", "// rstuvwxyz"});
}

TEST_CASE("wrap_code: a string breaks between words, and only if it must", "[notebook]") {
    CHECK(wrap_code("check(\"one two three\", holds);", 24) ==
          Lines{"check(\"one two three\",", "    holds);"});
    CHECK(wrap_code("check(condition, \"one two three\");", 24) ==
          Lines{"check(condition,", "    \"one two three\");"});
    CHECK(wrap_code("check(\"one two three four five six\");", 20) ==
          Lines{"check(\"one two three", "    four five six\");"});
}

TEST_CASE("find_comment: two slashes in a string or an address are none", "[notebook]") {
    CHECK(find_comment("int x;  // why") == 8);
    CHECK(find_comment("// don't") == 0);
    CHECK(find_comment("say(\"a // b\");  // why") == 16);
    CHECK(find_comment("say(\"a \\\" // b\");") == std::string::npos);
    CHECK(find_comment("say(R\"(a \" // b)\");  // why") == 21);
    CHECK(find_comment("const char c = '\"';  // why") == 21);
    CHECK(find_comment("1'000;  // a '") == 8);
    CHECK(find_comment("git clone https://example.org") == std::string::npos);
    CHECK(find_comment("file:///x") == std::string::npos);
    CHECK(find_comment("") == std::string::npos);
}

TEST_CASE("wrap_code: a line of 300 kilobytes takes no more than its time", "[notebook]") {
    for (const std::string unit : {"x", "\"\\", "\"", "R\"(", "'", "a ", "+", "\x1b", "愛"}) {
        std::string line;
        while (line.size() < 300'000) line += unit;
        for (const std::string& begin : {std::string(), std::string("// ")}) {
            CAPTURE(unit, begin);
            const Stopwatch clock;
            CHECK_FALSE(wrap_code(begin + line, 20).empty());
            CHECK(clock.seconds() < 20);  // a look at all the rest for each piece takes minutes
        }
    }
}
