#include "core/folded.h"

#include "catch.h"

using namespace book;

TEST_CASE("fold: small letters, no accents, blanks are spaces", "[core]") {
    CHECK(fold("Où ÉTÉ\nNaïve").text == "ou ete naive");
    CHECK(fold("e\u0301te").text == "ete");
    CHECK(fold("a\u00A0b").text == "a b");
    CHECK(fold("√D 愛").text == "√d 愛");
    CHECK(fold("").text.empty());
    CHECK(fold("\xFFx").text == "\uFFFDx");
}

TEST_CASE("fold: every byte knows where its letter was", "[core]") {
    const std::string text = "Où est";
    const Folded folded = fold(text);
    const std::size_t at = find_folded(folded.text, "est");
    REQUIRE(at != std::string::npos);
    CHECK(text.substr(folded.places[at], folded.places[at + 3] - folded.places[at]) == "est");
    CHECK(folded.places.size() == folded.text.size() + 1);
}

TEST_CASE("find_folded: where a word begins, and not in its middle", "[core]") {
    CHECK(find_folded("part art", "art") == 5);
    CHECK(find_folded("softmax_rows", "rows") == 8);
    CHECK(find_folded("masked", "mask") == 0);
    CHECK(find_folded("unmasked", "mask") == std::string::npos);
    CHECK(find_folded("by √d", "√d") == 5 - 2);
}
