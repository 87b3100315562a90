#include "app/guide.h"

#include <fstream>
#include <sstream>

#include "catch.h"
#include "core/require.h"

using namespace book;

namespace {

const std::filesystem::path kHome = BOOK_SOURCE_DIR;

std::string written() {
    std::stringstream text;
    text << std::ifstream(kHome / "exercises" / "README.md").rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("guide: its lists are those of the exercises, as they are now", "[app]") {
    CHECK(guide_with_lists(written(), kHome) == written());  // else: ./book pages guide
}

TEST_CASE("guide: a list that is old is made anew, and the rest stays", "[app]") {
    std::string old = written();
    const std::size_t at = old.find("| 5.1 |");
    REQUIRE(at != std::string::npos);
    old.replace(at, old.find('\n', at) - at, "| 5.1 | something else | 0 | |");
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
                      "exercises/README.md: chapter 99 has no exercises");
}
