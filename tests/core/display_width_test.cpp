#include "core/display_width.h"

#include "catch.h"

using namespace book;

TEST_CASE("display_width: accents, wide characters and emoji take their columns", "[core]") {
    CHECK(display_width("") == 0);
    CHECK(display_width("love") == 4);
    CHECK(display_width("impôt") == 5);
    CHECK(display_width("impo\xCC\x82t") == 5);  // o and a combining circumflex
    CHECK(display_width("愛") == 2);
    CHECK(display_width("ドーナツ") == 8);
    CHECK(display_width("🍩") == 2);
    CHECK(display_width("👩‍🍳") == 2);  // woman, joiner, pan
    CHECK(display_width("👍🏽") == 2);     // with a skin tone
    CHECK(display_width("√d · Σₖ") == 7);
    CHECK(display_width("\xFF\xC3") == 2);  // two broken bytes
}

TEST_CASE("next_code_point: broken sequences give U+FFFD and move by one byte", "[core]") {
    for (const char* broken :
         {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"}) {
        std::size_t at = 0;
        CHECK(next_code_point(broken, at) == 0xFFFD);
        CHECK(at == 1);
    }
    std::size_t at = 0;
    CHECK(next_code_point("€", at) == 0x20AC);
    CHECK(at == 3);
}

TEST_CASE("pad and clip: count columns, not bytes", "[core]") {
    CHECK(pad("é", 3) == "é  ");
    CHECK(pad("愛", 3, Align::right) == " 愛");
    CHECK(pad("ab", 5, Align::centre) == " ab  ");
    CHECK(pad("too long", 3) == "too long");
    CHECK(pad("a\u200D", 3) == "a\u200D  ");  // a joiner joins no blank
    CHECK(clip("doughnuts", 9) == "doughnuts");
    CHECK(clip("doughnuts", 5) == "doug…");
    CHECK(clip("愛愛愛", 4) == "愛…");
    CHECK(clip("doughnuts", 0).empty());
}

TEST_CASE("printable: control characters become visible and broken bytes valid", "[core]") {
    CHECK(printable("a\x1b[31mb\n") == "a␛[31mb␊");
    CHECK(printable("\x7f\xFF") == "\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(printable("impôt") == "impôt");
    // C1 controls, line separators, and what would show "txt.exe" as "exe.txt".
    CHECK(printable("a\u0085b\u009Bc\u2028d\u202Ee\u2067f") ==
          "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf");
    CHECK(printable("a\u200Eb\u200Fc\u061Cd") == "a\uFFFDb\uFFFDc\uFFFDd");  // marks of direction
    CHECK(printable("👩‍🍳\u200C") ==
          "👩‍🍳\u200C");  // what joins letters, or not, is a letter's
}
