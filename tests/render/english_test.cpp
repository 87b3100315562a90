#include "render/english.h"

#include "catch.h"
#include "notebook/page.h"

using namespace book;

namespace {

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("english: a sentence with a value, a sign or a number goes, its neighbours stay",
          "[render]") {
    CHECK(english_in("It cannot be. It was \uFFFC. So it is!") == "It cannot be. So it is!");
    CHECK(english_in("Divide by √d. Or do not.") == "Or do not.");
    CHECK(english_in("In 2017 it began.").empty());
    CHECK(english_in("It costs 0.5 each, 50%, GPT-2 says.").empty());
    CHECK(english_in("J'aime les été, cœur, naïve … – — \"so\".") ==
          "J'aime les été, cœur, naïve … – — \"so\".");
    CHECK(english_in("Two × two.").empty());
    CHECK(english_in("愛 is love.").empty());
    CHECK(english_in("\uFFFC. ?!").empty());
    CHECK(english_in("").empty());
}

TEST_CASE("english: numbers up to twelve are words, if they stand alone", "[render]") {
    CHECK(english_in("See chapter 05, rows 0 and 12.") ==
          "See chapter five, rows zero and twelve.");
    CHECK(english_in("See it. 3 of them stay.") == "See it. Three of them stay.");
    CHECK(english_in("(2 of them.)") == "(Two of them.)");
    CHECK(english_in("See row 13.").empty());
    CHECK(english_in("See row 005.").empty());
    CHECK(english_in("It is 3 x 4.").empty());
    CHECK(english_in("It is 3.5, 3:1, 3%, 3-1, a3, 3a.").empty());
    CHECK(english_in("It is −3.").empty());
}

TEST_CASE("english: a bracket that cannot stay goes alone, and none is cut", "[render]") {
    CHECK(english_in("It falls (by \uFFFC, see (2017)), and rises (a bit).") ==
          "It falls, and rises (a bit).");
    CHECK(english_in("So. (It is. It was.) Then it goes.") == "So. (It is. It was.) Then it goes.");
    CHECK(english_in("So. (It is \uFFFC. It was.) Then it goes.") == "So. Then it goes.");
    CHECK(english_in("It is (0.8, 0.6). It grows as p (1 \u2212 p). Here.") == "Here.");
    CHECK(english_in("It (never closes. So \uFFFC. Here.").empty());
    CHECK(english_in("e.g. this, i.e. that. \"No.\" Yes.") == "e.g. this, i.e. that. \"No.\" Yes.");
    CHECK(english_in("Read on: \uFFFC is next.").empty());
    CHECK(english_in("So say Haviv et al. 2022 and others. Here.") == "Here.");
}

TEST_CASE("english: a page gives its headings, paragraphs and items, each in a line", "[render]") {
    Page page(ChapterInfo{7, "seven", "What is it?"});
    page.value("x", 0.25);
    page.section("How does it go?");
    page.text(
        "One *paragraph*\nof **two** [lines](a.md#b). It is @{x:.2f}.\n\nIt has `code`. It has "
        "none.\n\n"
        "- a bread\n- a [cake](http://a.b)\n\n1. begin\n2. `end`\n\n> It was said.\n>\n> "
        "Indeed.\n\n"
        "```\nlet it be\n```");
    page.guess("Is it?", "It is.");
    page.quote("They say so.", "somebody");
    CHECK(EnglishReader().lines_of(page.finish()) ==
          Lines{"What is it?", "How does it go?", "One paragraph of two lines.", "It has none.",
                "a bread", "a cake", "begin", "It was said.", "Indeed.", "Is it?", "It is."});
}

TEST_CASE("english: a long sentence is taken once, a short one each time", "[render]") {
    const auto saying = [](const char* text) {
        Page page(ChapterInfo{7, "seven", "What?"});
        page.text(text);
        return page.finish();
    };
    EnglishReader reader;
    const std::string twice = "This sentence has come here before. Read on.";
    CHECK(reader.lines_of(saying(twice.c_str())) == Lines{"What?", twice});
    CHECK(reader.lines_of(saying(twice.c_str())) == Lines{"What?", "Read on."});
}
