#include "cli/sections.h"

#include "catch.h"
#include "core/require.h"
#include "notebook/page.h"

using namespace book;

namespace {

Document page_of_four() {
    Page page(ChapterInfo{5, "softmax", "How?"});
    page.text("The opening.");
    page.section("Why divide by √d?", Path::shortest);
    page.text("Because.");
    page.section("What a mask does");
    page.text("Hides.");
    page.section("Two ways to get the *mask* wrong");
    page.text("Two.");
    page.section("What a mask does not");
    return page.finish();
}

std::string complaint(const std::string& words) {
    try {
        require_section(page_of_four(), words);
        return "";
    } catch (const InputError& e) {
        return e.what();
    }
}

}  // namespace

TEST_CASE("sections: by number, or by words of a title", "[cli]") {
    using Numbers = std::vector<std::size_t>;
    const Document page = page_of_four();
    CHECK(sections_called(sections_of(page), "2") == Numbers{2});
    CHECK(sections_called(sections_of(page), "0") == Numbers{0});
    CHECK(sections_called(sections_of(page), "mask") == Numbers{2, 3, 4});
    CHECK(sections_called(sections_of(page), "MASK wrong") == Numbers{3});
    CHECK(sections_called(sections_of(page), "ways   two") == Numbers{3});
    CHECK(sections_called(sections_of(page), "√d") == Numbers{1});
    CHECK(sections_called(sections_of(page), "wrông") == Numbers{3});
    CHECK(sections_called(sections_of(page), "what a mask does") == Numbers{2});  // the whole title
    CHECK(sections_called(sections_of(page), "vide").empty());  // in the middle of a word
    CHECK(sections_called(sections_of(page), "").empty());
    CHECK(sections_called(sections_of(page), " ").empty());
    CHECK(sections_called(sections_of(page), "99999999999999999999").empty());
}

TEST_CASE("sections: one that is not there is refused, with those that come near", "[cli]") {
    CHECK(complaint("mask").empty());
    CHECK_THAT(complaint("divide root"), ContainsText("near it: 1 \"Why divide by √d?\""));
    CHECK_THAT(complaint("wrogn"), ContainsText("3 \"Two ways"));
    CHECK_THAT(complaint("17"), ContainsText("from 1 to 4"));
    CHECK_THAT(complaint("zzzzzzzz\x1b[1m"), ContainsText("--contents lists them"));
    CHECK(complaint("zzzzzzzz\x1b[1m").find('\x1b') == std::string::npos);
}

TEST_CASE("sections: the contents have numbers and the short path", "[cli]") {
    CHECK(list_sections(page_of_four(), Terminal{60, false}) ==
          "05 How?\n\n"
          "   1  ◆ Why divide by √d?\n"
          "   2    What a mask does\n"
          "   3    Two ways to get the mask wrong\n"
          "   4    What a mask does not\n\n"
          "◆ on the short path. ./book run 5 --section 1 prints one of\n"
          "them; so do words of its title.\n");
    for (const int width : {20, 40})
        CHECK_THAT(list_sections(page_of_four(), Terminal{width, false}), ContainsText("wrong"));
}
