#include "language/whole_characters.h"

#include "catch.h"

using namespace book;

TEST_CASE("whole characters: none is given in parts, wherever it is cut", "[language]") {
    const std::string text = "aé愛🍩z";
    for (std::size_t size = 1; size <= 5; ++size) {
        WholeCharacters characters;
        std::string all;
        for (std::size_t at = 0; at < text.size(); at += size) {
            const std::string some = characters.add(text.substr(at, size));
            const bool begins_whole =
                some.empty() || (static_cast<unsigned char>(some[0]) & 0xC0) != 0x80;
            CHECK(begins_whole);
            all += some;
        }
        CHECK(all == text);
        CHECK(characters.rest().empty());
    }
}

TEST_CASE("whole characters: what can be no part of one is not kept back", "[language]") {
    WholeCharacters characters;
    CHECK(characters.add("\xC3") == "");
    CHECK(characters.add("x") == "\xC3x");  // broken, and now known to be
    CHECK(characters.add("\x80\x80\x80\x80") == "\x80\x80\x80\x80");
    CHECK(characters.add("\xFF\xC0") == "\xFF\xC0");
    CHECK(characters.add("\xF0\x9F\x8D") == "");
    CHECK(characters.rest() == "\xF0\x9F\x8D");
    CHECK(characters.rest() == "");
    CHECK(characters.add("\xE6\x84\x9B") == "愛");
}
