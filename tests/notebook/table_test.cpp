#include "notebook/table.h"

#include <sstream>

#include "catch.h"
#include "core/display_width.h"
#include "render/table.h"
#include "render/terminal.h"

using namespace book;

namespace {

int widest_line(const std::string& text) {
    int widest = 0;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        widest = std::max(widest, visible_width(line));
    return widest;
}

}  // namespace

TEST_CASE("Table: words to the left, numbers to the right, in columns of display width",
          "[notebook]") {
    Table table{"word", {"score", ".2f"}};
    table.add("impôt", 0.1);
    table.add("愛", 12.345);
    table.add("🍩", -3);
    CHECK(to_terminal(table, Terminal{}) ==
          "word   score\n"
          "─────  ─────\n"
          "impôt   0.10\n"
          "愛     12.35\n"
          "🍩     -3.00\n");
}

TEST_CASE("Table: Markdown escapes what it would read as markup", "[notebook]") {
    Table table{"a|b", {"n", ".1f"}, "held"};
    table.add("<end>", marked(0.25), true);
    table.add("x_y*z", timed(1), false);
    CHECK(to_markdown(table) ==
          "| a\\|b | n | held |\n"
          "|---|---:|---|\n"
          "| \\<end\\> | **0.2** | ✓ |\n"
          "| x\\_y\\*z | 1.0 | ✗ |\n");
}

TEST_CASE("Table: reals have four significant digits unless told otherwise, integers all",
          "[notebook]") {
    Table table{"a", "b"};
    table.add(0.123456, 1234567);
    table.add(1234567.0, 0);  // a whole real keeps its digits, too
    CHECK_THAT(to_markdown(table), ContainsText("| 0.1235 | 1234567 |\n| 1234567 | 0 |"));
}

TEST_CASE("Table: a row of another length is an error", "[notebook]") {
    Table table{"a", "b"};
    CHECK_THROWS_AS(table.add(1), Error);
    CHECK_THROWS_AS(table.add(1, 2, 3), Error);
}

TEST_CASE("Table: never wider than the terminal, and nothing is lost", "[notebook]") {
    Table table{"claim", "a long header for a number", "more words"};
    table.add("a claim that is rather long, so long that it must wrap somewhere", 0.5,
              "and one word that is longer than the rest");
    for (int width : {20, 40, 80, 100}) {
        const std::string text = to_terminal(table, Terminal{width, false});
        CHECK(widest_line(text) <= width);
        CHECK_THAT(text, ContainsText("somewhere"));
        CHECK_THAT(text, ContainsText("0.5"));
    }
}

TEST_CASE("Table: a column is as wide as its longest word, in any window", "[notebook]") {
    Table table{"who", "what"};
    table.add("incomprehensibilities", "andonewordthatislongerthananythingelse");
    for (int width : {20, 40, 80}) {
        const std::string text = to_terminal(table, Terminal{width, false});
        CHECK_THAT(text, ContainsText("incomprehensibilities"));
        CHECK_THAT(text, ContainsText("andonewordthatislongerthananythingelse"));
    }
}

TEST_CASE("Table: numbers that do not fit go into a second part, behind the first column",
          "[notebook]") {
    const Table table = matrix_table(Matrix({1, 10}, 0.125f), {"love"}, {}, ".3f");
    const std::string text = to_terminal(table, Terminal{30, false});
    CHECK(widest_line(text) <= 30);
    std::size_t parts = 0, numbers = 0;
    for (std::size_t at = 0; (at = text.find("love", at)) != std::string::npos; ++at) ++parts;
    for (std::size_t at = 0; (at = text.find("0.125", at)) != std::string::npos; ++at) ++numbers;
    CHECK(parts > 1);
    CHECK(numbers == 10);
}

TEST_CASE("matrix_table: names that do not fit the shape are an error", "[notebook]") {
    const Matrix m{{1, 2}, {3, 4}};
    CHECK_NOTHROW(matrix_table(m, {"I", "love"}, {}));
    CHECK_THROWS_AS(matrix_table(m, {"I"}, {}), Error);
    CHECK_THROWS_AS(matrix_table(m, {}, {"a", "b", "c"}), Error);
}
