#include "render/terms.h"

#include "catch.h"
#include "notebook/page.h"

using namespace book;

namespace {

Document page_that(int number, const std::function<void(Page&)>& say) {
    Page page(ChapterInfo{number, "page" + std::to_string(number), "Title"});
    say(page);
    return page.finish();
}

// The words around each early use in a text on a page that comes before the one that explains it.
std::vector<std::string> early_in(const std::string& text, const Term& term) {
    const TermIndex index = index_terms(
        {page_that(1, [&](Page& page) { page.text(text); }),
         page_that(2, [&](Page& page) { page.term(term.word, term.meaning, term.forms); })});
    std::vector<std::string> found;
    for (const EarlyUse& use : index.early) found.push_back(use.words);
    return found;
}

bool uses(const std::string& text, const Term& term) { return !early_in(text, term).empty(); }

}  // namespace

TEST_CASE("terms: a use is a whole word or a form of it, whatever its case", "[render]") {
    const Term token{"token", "a bit", {"tokens"}};
    CHECK(uses("A Token.", token));
    CHECK(uses("two TOKENS", token));
    CHECK(uses("(token)", token));
    CHECK(uses("a token’s end", token));
    CHECK(uses("a token - or two", token));
    CHECK_FALSE(uses("sub-token", token));
    CHECK_FALSE(uses("token-free", token));
    CHECK_FALSE(uses("tokenizer", token));
    CHECK_FALSE(uses("betoken", token));
    CHECK_FALSE(uses("token_id, token2, étoken, tokené", token));
    CHECK(uses("ÉTAT", Term{"état", "", {}}));
    CHECK(uses("256 √D", Term{"√d", "", {}}));
    CHECK_FALSE(uses("√dim", Term{"√d", "", {}}));
}

TEST_CASE("terms: words may stand on two lines, and marks of emphasis within them", "[render]") {
    const Term product{"dot product", "a sum", {}};
    CHECK(uses("a dot\nproduct", product));
    CHECK(uses("a **dot** product", product));
    CHECK_FALSE(uses("a dot `x` product", product));
    CHECK_FALSE(uses("a dot, product", product));
}

TEST_CASE("terms: code and addresses are no use, nor is a word within a longer term", "[render]") {
    const Term query{"query", "asks", {}};
    CHECK_FALSE(uses("`query` and [this](https://query.org)", query));
    CHECK(uses("[query](https://x.org)", query));
    const TermIndex index =
        index_terms({page_that(1, [](Page& page) { page.text("A dot product."); }),
                     page_that(2, [](Page& page) {
                         page.term("product", "");
                         page.term("dot product", "");
                     })});
    REQUIRE(index.early.size() == 1);
    CHECK(index.entries[index.early[0].entry].term.word == "dot product");
}

TEST_CASE("terms: a word with a bracket is known by its forms alone", "[render]") {
    const Term value{"value (of attention)", "gives", {"values"}};
    CHECK_FALSE(uses("the value (of attention)", value));
    CHECK(uses("its values", value));
}

TEST_CASE("terms: on its own page a use is early before the term, but not in title and recap",
          "[render]") {
    const auto early = [](const char* before, const char* heading, const char* after) {
        const Document document = page_that(1, [&](Page& page) {
            page.text(before);
            page.section(heading);
            page.term("title", "the name of a page");
            page.text(after);
            page.end({.recap = "A title.", .next = "A title?"});
        });
        return index_terms({document}).early.size();
    };
    CHECK(early("Nothing.", "What is it?", "A title.") == 0);
    CHECK(early("A title.", "What is it?", "A title.") == 1);
    CHECK(early("Nothing.", "What is a title?", "A title.") == 0);
}

TEST_CASE("terms: entries stand from a to z, with the sections that explain and use them",
          "[render]") {
    const TermIndex index = index_terms({page_that(0,
                                                   [](Page& page) {
                                                       page.section("Score");
                                                       page.term("score", "how well");
                                                       page.term("√d", "a root", {"root"});
                                                       page.term("Attention", "a mix");
                                                       page.text("A score, a root. A score.");
                                                       page.section("Later");
                                                       page.text("Attention by score. Score.");
                                                   }),
                                         page_that(1, [](Page& page) {
                                             page.text("A score.");
                                             page.section("Again");
                                             page.term("score", "more of it");
                                             page.end({.recap = "Attention."});
                                         })});
    REQUIRE(index.entries.size() == 3);
    CHECK(index.entries[0].term.word == "Attention");
    CHECK(index.entries[1].term.word == "√d");
    const TermEntry& score = index.entries[2];
    CHECK(score.explained == std::vector<TermPlace>{{0, 1}, {1, 1}});
    CHECK(score.used == std::vector<TermPlace>{{0, 2}, {1, 0}});
    CHECK(index.entries[0].used == std::vector<TermPlace>{{0, 2}});  // a recap is not looked up
    CHECK(index.early.empty());
}

TEST_CASE("terms: an early use is listed once for its section, with the words around it",
          "[render]") {
    const auto words = early_in(
        "This is a rather long sentence, and in it a query stands among other words that go on. A "
        "query.",
        Term{"query", "", {}});
    CHECK(words ==
          std::vector<std::string>{"… long sentence, and in it a query stands among other …"});
}
