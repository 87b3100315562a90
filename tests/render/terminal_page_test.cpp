#include "catch.h"
#include "core/require.h"
#include "notebook/page.h"
#include "render/terminal_writer.h"

using namespace book;

namespace {

std::size_t place(const std::string& text, const std::string& what) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return at;
}

// A page as somebody sees it who reads while it is computed.
struct Watched {
    std::string text;
    TerminalPage shown{Terminal{}};
    PageSettings settings;
    Watched() {
        settings.shown = [this](const Document& document, const Block& block) {
            text += shown.set(document, block);
        };
    }
};

}  // namespace

TEST_CASE("terminal: a guess is answered where its section ends", "[render]") {
    Watched watched;
    Page page(ChapterInfo{5, "softmax", "How?"}, watched.settings);
    page.section("One");
    page.guess("How many?", "It is @{answer}.");
    page.text("We count.");
    page.value("answer", 42);
    page.section("Two");
    page.text("On we go: @{answer}.");
    page.finish();
    const std::string& text = watched.text;
    CHECK(place(text, "Guess 1. How many?") < place(text, "We count."));
    CHECK(place(text, "We count.") < place(text, "The answer to guess 1. It is 42."));
    CHECK(place(text, "It is 42.") < place(text, "Two\n"));
    CHECK(text.find("It is 42.") == text.rfind("It is 42."));
}

TEST_CASE("terminal: an answer whose values come later waits for the end of their section",
          "[render]") {
    Watched watched;
    Page page(ChapterInfo{5, "softmax", "How?"}, watched.settings);
    page.section("One");
    page.guess("How many?", "It is @{answer}.");
    page.text("We count.");
    page.section("Two");
    page.value("answer", 42);
    page.text("Counted: @{answer}.");
    page.section("Three");
    page.guess("And here?", "None.");
    page.finish();
    const std::string& text = watched.text;
    CHECK(place(text, "Counted: 42.") < place(text, "The answer to guess 1. It is 42."));
    CHECK(place(text, "It is 42.") < place(text, "Three\n"));
    CHECK(watched.shown.end(page.finish()).find("The answer to guess 2. None.") !=
          std::string::npos);  // no section came behind it
}
