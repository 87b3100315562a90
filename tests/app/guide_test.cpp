#include "app/guide.h"

#include <fstream>
#include <sstream>

#include "catch.h"
#include "core/require.h"

using namespace book;

namespace {

const std::filesystem::path kHome = BOOK_SOURCE_DIR;

std::string written(const char* file = "exercises/README.md") {
    std::stringstream text;
    text << std::ifstream(kHome / file).rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("guide: its lists are those of the exercises, as they are now", "[app]") {
    CHECK(guide_with_lists(written(), kHome) == written());  // else: ./book pages guide
}

TEST_CASE("contents: README.md has every chapter, its question and its answer", "[app]") {
    const std::string readme = written("README.md");
    CHECK(contents_with_list(readme, kHome) == readme);  // else: ./book pages guide
    CHECK(readme.find("| 09 | [Why did this matter so much?](chapters/09_rnn_comparison/README.md) "
                      "| Attention reaches every word in one step") != std::string::npos);
    std::string old = readme;
    old.replace(old.find("| 05 |"), 6, "| 55 |");
    CHECK(contents_with_list(old, kHome) == readme);
    CHECK_THROWS_AS(contents_with_list("<!-- list: chapters -->\n", kHome), InputError);
}

TEST_CASE("guide: a list that is old is made anew, and the rest stays", "[app]") {
    std::string old = written();
    const std::size_t at = old.find("| 5.1 |");
    REQUIRE(at != std::string::npos);
    old.replace(at, old.find('\n', at) - at, "| 5.1 | something else | hard | nowhere | 0 | |");
    CHECK(guide_with_lists(old, kHome) == written());
}

TEST_CASE("guide: no chapter with exercises is forgotten, and no list without an end", "[app]") {
    std::string without = written();
    const std::string begin = "<!-- list: 6 -->";
    without.erase(without.find(begin), begin.size() + 1);
    CHECK_THROWS_WITH(guide_with_lists(without, kHome),
                      "exercises/README.md: chapter 6 has exercises and no list");
    CHECK_THROWS_AS(guide_with_lists("<!-- list: contents -->\n", kHome), InputError);
    CHECK_THROWS_WITH(guide_with_lists("<!-- list: 99 -->\n", kHome),
                      "exercises/README.md: there is no chapter 99");
}
