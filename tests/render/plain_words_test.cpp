#include "render/plain_words.h"

#include "catch.h"
#include "render/every_block.h"
#include "render/prose.h"

using namespace book;

namespace {

std::vector<std::string> all_prose(const Document& document) {
    std::vector<std::string> all;
    for (const Block& block : document.blocks)
        for (const std::string& text : plain_prose(document, block)) all.push_back(text);
    return all;
}

}  // namespace

TEST_CASE("slug: a heading's anchor is the one that GitHub makes", "[render]") {
    CHECK(slug("Why divide by √d?") == "why-divide-by-d");
    CHECK(slug("King − man + woman") == "king--man--woman");
    CHECK(slug("“The loss falls” is no test") == "the-loss-falls-is-no-test");
    CHECK(slug("Softmax with cross entropy: p − y") == "softmax-with-cross-entropy-p--y");
    CHECK(slug("é is not always É") == "é-is-not-always-é");
    CHECK(slug("ВОПРОС 愛 का १") == "вопрос-愛-का-१");  // letters, marks and digits of all scripts
    CHECK(slug("How much of \"I\" is left?") == "how-much-of-i-is-left");
    CHECK(slug("a_b-c (d)  e²") == "a_b-c-d--e");
    CHECK(slug("100% of 1,000") == "100-of-1000");
    CHECK(slug("?!").empty());
}

TEST_CASE("slug: headings of the same words are told apart by numbers", "[render]") {
    Anchors anchors;
    CHECK(anchors.next("An example") == "an-example");
    CHECK(anchors.next("An example") == "an-example-1");
    CHECK(anchors.next("An Example!") == "an-example-2");
    CHECK(anchors.next("an example-1") == "an-example-1-1");
}

TEST_CASE("sections: each begins at a heading, also those that every page ends with", "[render]") {
    const Document document = every_block();
    const std::vector<Section> sections = sections_of(document);
    REQUIRE(sections.size() == 5);
    CHECK(sections[0].title == "How <do> you?");
    CHECK(sections[0].anchor == "how-do-you");
    CHECK(sections[1].title == "One 0.78");
    CHECK(sections[1].path == Path::shortest);
    CHECK(sections[2].title == "What we know now");
    CHECK(sections[2].is_ending);
    CHECK_FALSE(sections[1].is_ending);
    CHECK(sections[4].anchor == "sources");
    for (std::size_t i = 0; i + 1 < sections.size(); ++i)
        CHECK(sections[i].last == sections[i + 1].first);
    CHECK(sections.back().last == document.blocks.size());
    Page numbered(ChapterInfo{1, "one", "One"});
    numbered.section("2. `Two`, *three*");
    CHECK(sections_of(numbered.finish())[1].title == "2. Two, three");
}

TEST_CASE("sections: a link leads from one page of the book to a section of another", "[render]") {
    Section section;
    section.title = "One *score*";
    section.anchor = "one-score";
    CHECK(link_with_page({4, "dot", "How?"}, section) ==
          "[04, One \\*score\\*](../04_dot/README.md#one-score)");
    CHECK(link_to_page({4, "dot", "How?"}, section) == "[04](../04_dot/README.md#one-score)");
    CHECK(link_to_page({kNoNumber, "what_else", "What?"}, section) ==
          "[what else](../what_else/README.md#one-score)");
}

TEST_CASE("plain text: marks, addresses and comments are gone, and code if one likes", "[render]") {
    const char* markdown =
        "A **strong** [link](https://x.org/query) &lt;\nand `code`.<!-- query -->\n\n"
        "- one\n- two\n\n```cpp\nint query;\n```\n";
    CHECK(plain_text_without_code(markdown) == "A strong link <\nand \uFFFC.\none\ntwo\n\uFFFC");
    CHECK_THAT(plain_text(markdown), ContainsText("and code.") && ContainsText("int query;"));
}

TEST_CASE("plain prose: values are put in, and code, quotes, formulas and sources are left out",
          "[render]") {
    const std::vector<std::string> all = all_prose(every_block());
    const auto has = [&](const std::string& text) {
        return std::find(all.begin(), all.end(), text) != all.end();
    };
    for (const char* text :
         {"How <do> you?", "One 0.78", "0.78 0.61 <end> 1,326,080 2.5 0.61", "A caption, 0.784",
          "much", "It is 0.78", "How much?", "0.8", "Do it.", "Deeper, 0.784", "Down here.",
          "We know 0.78.", "In a line.", "So, 1326080."}) {
        CAPTURE(text);
        CHECK(has(text));
    }
    for (const std::string& text : all) {
        CAPTURE(text);
        for (const char* left_out : {"So he said", "√d", "int a", "1 2 3", "Vaswani", "What next",
                                     "times W", "it holds", "asks"})
            CHECK(text.find(left_out) == std::string::npos);
    }
}
