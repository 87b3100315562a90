#include "text/utf8.h"

#include <cstdint>

#include "catch.h"
#include "core/require.h"
#include "text/one_letter.h"

using namespace book;

namespace {

constexpr std::size_t kValid = std::string_view::npos;

// Calls f with every code point there is: all numbers but the surrogates.
template <class F>
void for_every_code_point(F f) {
    for (char32_t c = 0; c <= 0x10FFFF; ++c)
        if (c < 0xD800 || c > 0xDFFF) f(c);
}

}  // namespace

TEST_CASE("first_invalid_utf8: finds the first byte that belongs to no code point", "[text]") {
    struct Case {
        std::string text;
        std::size_t expected;
    };
    const std::vector<Case> cases = {
        {"", kValid},
        {"plain", kValid},
        {std::string("a\0b", 3), kValid},
        {"élan 愛 🍩", kValid},
        {"\xEF\xBF\xBD", kValid},      // U+FFFD itself
        {"\xED\x9F\xBF", kValid},      // U+D7FF, the last before the surrogates
        {"\xEE\x80\x80", kValid},      // U+E000, the first behind
        {"\xF4\x8F\xBF\xBF", kValid},  // U+10FFFF
        {"ab\x80", 2},                 // a continuation with no beginning
        {"ab\xFF"
         "cd",
         2},
        {"caf\xE9", 3},  // Latin-1
        {"caf\xE9 noir", 3},
        {"\xC0\xAF", 0},  // overlong: /
        {"\xC1\xBF", 0},
        {"\xE0\x9F\xBF", 0},      // overlong: U+07FF
        {"\xF0\x8F\xBF\xBF", 0},  // overlong: U+FFFF
        {"x\xED\xA0\x80", 1},     // a surrogate
        {"x\xED\xBF\xBF", 1},
        {"\xF4\x90\x80\x80", 0},  // U+110000
        {"\xF5\x80\x80\x80", 0},
        {"é\xC3", 2},  // cut short
        {"\xE6\x84", 0},
        {"\xF0\x9F\x8D", 0},
        {"\xE6\x84 x", 0},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        CHECK(first_invalid_utf8(c.text) == c.expected);
    }
}

TEST_CASE("append_utf8: every code point is encoded, found valid and decoded again", "[text]") {
    std::size_t wrong = 0, bytes = 0;
    for_every_code_point([&](char32_t c) {
        const std::string text = utf8(c);
        std::size_t at = 0;
        bytes += text.size();
        if (next_code_point(text, at) != c || at != text.size()) ++wrong;
        if (first_invalid_utf8(text) != kValid) ++wrong;
    });
    CHECK(wrong == 0);
    CHECK(bytes == 0x80 + 0x780 * 2 + (0x10000 - 0x800 - 0x800) * 3 + 0x100000 * 4);
    CHECK_THROWS_AS(utf8(0x110000), Error);
}

TEST_CASE("to_lower: agrees with Python on every code point", "[text]") {
    // Both numbers are what `python3 tests/text/make_utf8_tables.py --checksum` prints.
    std::size_t changed = 0;
    std::uint64_t hash = 0xCBF29CE484222325u;
    for_every_code_point([&](char32_t c) {
        const std::string text = utf8(c), low = to_lower(text);
        if (low != text) ++changed;
        for (char byte : low) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3u;
    });
    CHECK(changed == 1433);
    CHECK(hash == 0xC319D02E8283B91Eu);
}

TEST_CASE("to_lower: Latin, Greek and Cyrillic words", "[text]") {
    CHECK(to_lower("") == "");
    CHECK(to_lower("I Love DOUGHNUTS, 12!") == "i love doughnuts, 12!");
    CHECK(to_lower("J'AI DÛ GOÛTER L'ŒUF À NOËL, ÇA Y EST") ==
          "j'ai dû goûter l'œuf à noël, ça y est");
    CHECK(to_lower("STRASSE GRÖẞE") == "strasse größe");
    CHECK(to_lower("ЩИ ДА КАША, ЁЖ") == "щи да каша, ёж");
    CHECK(to_lower("愛 🍩 شكرا") == "愛 🍩 شكرا");
    CHECK(to_lower("İSTANBUL") == "i\u0307stanbul");
}

TEST_CASE("to_lower: a sigma is a final one at the end of a word only", "[text]") {
    CHECK(to_lower("Σ") == "σ");
    CHECK(to_lower("ΣΑΣ") == "σας");
    CHECK(to_lower("ΟΔΟΣ ΟΔΟΣ") == "οδος οδος");
    CHECK(to_lower("ΑΣΑ") == "ασα");
    CHECK(to_lower("ΑΣΣ") == "ασς");
    CHECK(to_lower("1Σ") == "1σ");
    CHECK(to_lower("ΑΣ1") == "ας1");
    CHECK(to_lower("Α.Σ") == "α.ς");  // points and accents are part of a word
    CHECK(to_lower("Α\u0301Σ\u0301") == "α\u0301ς\u0301");
    CHECK(to_lower("ΑΣ'Α") == "ασ'α");
    CHECK(to_lower("ΑΣ-Α") == "ας-α");
    CHECK(to_lower("AΣ") == "aς");
}

TEST_CASE("to_lower: bytes that are no UTF-8 stay as they are", "[text]") {
    CHECK(to_lower("\xFF"
                   "A\xC3") ==
          "\xFF"
          "a\xC3");
    CHECK(to_lower("A\xED\xA0\x80"
                   "B") ==
          "a\xED\xA0\x80"
          "b");
}

TEST_CASE("is_space: the 29 code points at which Python splits", "[text]") {
    std::vector<std::uint32_t> spaces;
    for_every_code_point([&](char32_t c) {
        if (is_space(c)) spaces.push_back(static_cast<std::uint32_t>(c));
    });
    CHECK(spaces == std::vector<std::uint32_t>{0x9,    0xa,    0xb,    0xc,    0xd,    0x1c,
                                               0x1d,   0x1e,   0x1f,   0x20,   0x85,   0xa0,
                                               0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004,
                                               0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a,
                                               0x2028, 0x2029, 0x202f, 0x205f, 0x3000});
}

TEST_CASE("split_words and trim_right: Unicode white space separates", "[text]") {
    using Views = std::vector<std::string_view>;
    CHECK(split_words("") == Views{});
    CHECK(split_words(" \t\u00A0\u3000\n") == Views{});
    CHECK(split_words("one") == Views{"one"});
    CHECK(split_words("  oui\u00A0! non\u202F? \r\n") == Views{"oui", "!", "non", "?"});
    CHECK(split_words("\xFF \x85z") == Views{"\xFF", "\x85z"});  // a lone byte 85 is no U+0085
    CHECK(trim_right("") == "");
    CHECK(trim_right(" \u2003") == "");
    CHECK(trim_right("  a b \u00A0\t\n") == "  a b");
    CHECK(trim_right("愛") == "愛");
}
