#include "text/token_stream.h"

#include "catch.h"
#include "text/batch.h"

using namespace book;

TEST_CASE("token_stream: paragraphs in a row, with an end behind each", "[text]") {
    const Bpe bytes;
    const std::vector<int> ids = token_stream({"ab", "", "é"}, bytes);
    const auto id = [](unsigned char c) { return kFirstByte + c; };
    CHECK(ids == std::vector<int>{id('a'), id('b'), kEnd, kEnd, id(0xC3), id(0xA9), kEnd});
    CHECK(token_stream({}, bytes).empty());
}

TEST_CASE("token_stream: characters are code points, and an end of a line is one", "[text]") {
    CHECK(characters_in({"ab", "", "é"}) == 3 + 1 + 2);
    CHECK(characters_in({}) == 0);
}
