#include "cli/terminal.h"

#include <cstdlib>

#include "catch.h"
#include "environment_variable.h"
#include "render/prose.h"
#include "render/wrap_code.h"

using namespace book;

TEST_CASE("wrap: lines hold their width, as far as their words let them", "[notebook]") {
    CHECK(wrap("one two  three", 7) == std::vector<std::string>{"one two", "three"});
    CHECK(wrap("impôt impôt", 5) == std::vector<std::string>{"impôt", "impôt"});
    CHECK(wrap("愛愛愛", 4) == std::vector<std::string>{"愛愛", "愛"});
    CHECK(wrap("", 4) == std::vector<std::string>{""});
    CHECK(wrap("\x1b[1mone\x1b[0m two", 7).size() == 1);  // colours take no room
}

TEST_CASE("wrap: a long word is parted behind what joins it, and nowhere else", "[notebook]") {
    using Lines = std::vector<std::string>;
    CHECK(wrap("abcdefgh", 3) == Lines{"abcdefgh"});
    CHECK(wrap("a bcdefgh i", 3) == Lines{"a", "bcdefgh", "i"});
    CHECK(wrap("chapters/05_softmax/chapter.cpp", 20) ==
          Lines{"chapters/05_softmax/", "chapter.cpp"});
    CHECK(wrap("chapters/05_softmax/chapter.cpp", 12) ==
          Lines{"chapters/05_", "softmax/", "chapter.cpp"});
    CHECK(wrap("softmax(qk)=exp(qk)/sum", 12) == Lines{"softmax(qk)=", "exp(qk)/sum"});
    CHECK(wrap("0.12345678-0.5", 4) == Lines{"0.12345678-0.5"});  // no number is broken
    CHECK(wrap("\x1b[1mone/\x1b[0mtwo", 4) == Lines{"\x1b[1mone/\x1b[0m", "two"});
    CHECK(room_for_words("a chapters/05 of", 8) == 9);
    CHECK(room_for_words("a chapters/05 of", 11) == 11);
}

TEST_CASE("wrap: a colour that goes on in the next line begins there anew", "[notebook]") {
    CHECK(wrap("a \x1b[1mb c d\x1b[0m e", 3) ==
          std::vector<std::string>{"a \x1b[1mb\x1b[0m", "\x1b[1mc d\x1b[0m", "e"});
    CHECK(wrap("\x1b[1ma\x1b[0m b", 1) == std::vector<std::string>{"\x1b[1ma\x1b[0m", "b"});
}

TEST_CASE("wrap: an escape that begins no colour takes no room, and comes through", "[notebook]") {
    CHECK(visible_width("\x1b") == 0);
    CHECK(visible_width("a\x1b") == 1);
    CHECK(visible_width("\x1b\x1b[1mab\x1b[0m") == 2);
    CHECK(visible_width("\x1b[") == 1);  // the bracket
    CHECK(visible_width("\x1b[12 m") == 5);
    CHECK(wrap("\x1b", 4) == std::vector<std::string>{"\x1b"});
    CHECK(wrap("ab\x1b"
               "cd",
               2) == std::vector<std::string>{"ab\x1b"
                                              "cd"});
    CHECK(wrap_code("\x1b", 1) == std::vector<std::string>{"\x1b"});
    for (const std::string& line : wrap_code("f(\x1b, abcdefghijklmnopqrstuvw\x1b, \x1b);", 20))
        CHECK(visible_width(line) <= 20);
    CHECK(render_prose({20, false}, "a \x1b b\n```\n\x1b\n```") == "a \x1b b\n    \x1b\n");
}

TEST_CASE("render_inline: Markdown's marks go, or become colours", "[notebook]") {
    const Terminal plain{80, false}, colour{80, true};
    CHECK(render_inline(plain, "a *b* **c** `d*e*`") == "a b c `d*e*`");
    CHECK(render_inline(plain, "2 * 3 * 4") == "2 * 3 * 4");
    CHECK(render_inline(plain, "\\<end\\> a\\_b") == "<end> a_b");
    CHECK(render_inline(plain, "[paper](https://x.org) [here](main.cpp)") ==
          "paper (https://x.org) here");
    CHECK(render_inline(plain, "[0.9, 0.2] (not a link)") == "[0.9, 0.2] (not a link)");
    CHECK(render_inline(plain, "<!--time t-->1.2<!--/time--> s") == "1.2 s");
    CHECK(render_inline(plain, "a<!---->b<!--->c<!-- d") == "ab<!--->c<!-- d");
    CHECK(render_inline(plain, "<!--") == "<!--");
    CHECK(render_inline(colour, "**c**") == "\x1b[1mc\x1b[0m");
    CHECK(render_inline(plain, "**a `b` c** *see [x](http://y.z)*") ==
          "a `b` c see x (http://y.z)");
    CHECK(render_inline(colour, "**a `b`**") == "\x1b[1ma `b`\x1b[0m");
    CHECK(render_inline(plain, "a\r- b") == "a - b");
    CHECK(render_inline(colour, "**a *b* c**") == "\x1b[1ma b c\x1b[0m");
    CHECK(render_inline(plain, "12. May, # 1, - 3") == "12. May, # 1, - 3");  // no blocks
    CHECK(render_inline(plain, "*\"said\"* &lt;end&gt; &amp; &what; \\xC2") ==
          "\"said\" <end> & &what; \\xC2");
    CHECK(render_inline(plain, "<https://x.org>") == "https://x.org");
    CHECK(render_inline(plain, "").empty());
}

TEST_CASE("render_prose: what stands behind a text is not read", "[notebook]") {
    const std::string_view longer = "[cat](t) and so on";
    const std::string_view text = longer.substr(0, 7);
    CHECK(render_prose({40, false}, text) == "[cat](t\n");
    CHECK(render_prose({40, false}, text) == render_prose({40, false}, std::string(text)));
}

TEST_CASE("render_prose: paragraphs, lists, quotes and fences", "[notebook]") {
    const Terminal t{20, false};
    CHECK(render_prose(t, "one two three four five six\nseven") ==
          "one two three four\nfive six seven\n");
    CHECK(render_prose(t, "- one two three four five\n- six\n\n12. seven") ==
          "• one two three four\n  five\n• six\n\n12. seven\n");
    CHECK(render_prose(t, "> a b c d e f g h i j k\n> l") == "│ a b c d e f g h i\n│ j k l\n");
    CHECK(render_prose(t, "a\n```\n  x  y\n```\nb") == "a\n      x  y\nb\n");
    CHECK(render_prose(t, "1. one\n   - two three four five\n   - six\n2. seven\n\n   eight") ==
          "1. one\n   • two three four\n     five\n   • six\n2. seven\n\n   eight\n");
    CHECK(render_prose(t, "> a\n>\n> b\n\nc") == "│ a\n\n│ b\n\nc\n");
    CHECK(render_prose(t, "```\ncode\n```\n\nnext") == "    code\n\nnext\n");
    CHECK(render_prose(t, "<!-- one\ntwo -->\n\na") == "a\n");
    CHECK(render_prose(t, "<!-- x --> rest") == "rest\n");
    CHECK(render_prose(t, "- a\n  > b") == "• a\n  │ b\n");
    CHECK(render_prose(t, "## A\nb") == "A\nb\n");
    CHECK(render_prose(t, "").empty());
    CHECK(render_prose({1, false}, "> - `abc`") == "│ • `abc`\n");
}

TEST_CASE("detect_terminal: a pipe has no colours, and variables have their say", "[notebook]") {
    // The tests' own output may be a terminal; these decide all the same.
    const auto colour = [](const char* name, const char* value, const char* forced = "1") {
        const EnvironmentVariable force("CLICOLOR_FORCE", forced), other(name, value);
        return detect_terminal().colour;
    };
    CHECK(colour("CLICOLOR_FORCE", "1"));
    CHECK(colour("FORCE_COLOR", "1", "0"));
    CHECK_FALSE(colour("NO_COLOR", "1"));
    CHECK_FALSE(colour("NO_COLOR", "0"));  // whatever it says (no-color.org)
    CHECK(colour("NO_COLOR", ""));         // ... unless it says nothing
    for (const char* columns : {"0", "-3", "abc", "99999999999999999999", "40 columns"}) {
        const EnvironmentVariable said("COLUMNS", columns);
        CHECK(detect_terminal().width >= 20);
    }
    CHECK(detect_terminal().width <= 100);
    CHECK(detect_terminal().width >= 20);
}
