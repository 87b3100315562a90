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

TEST_CASE("terminal: no word of a figure or a table commands it", "[render]") {
    const std::string evil = "\x1b[31m\u009B\u202E\u200Fx";
    Page page(ChapterInfo{5, "softmax", "How?"});
    auto show = [&, n = 0](auto drawing) mutable {
        page.show(Figure{fmt::format("f{}", ++n), evil, evil, drawing});
    };
    show(Plot{{evil}, {evil}}
             .line(evil, {0, 1}, {0, 1})
             .points(evil, {0.5}, {0.2}, {evil})
             .vertical(0.3, evil));
    show(HeatMap{Matrix{{1, 2}}, {evil}, {evil, evil}, evil, evil});
    show(Bars{{evil}, {{evil, {1}}}, evil});
    show(Tree{{{-1, evil, evil}}});
    show(Arcs{{evil, evil}, {evil, evil}, Matrix{{1, 0}, {0, 1}}});
    show(Diagram{}
             .box("box", {0, 0}, {30, 3}, evil)
             .cells("cells", {10, 5}, {{evil}}, {.width = 20, .rows = {evil}, .columns = {evil}})
             .text({0, 12}, evil)
             .frame({0, 14}, {30, 4}, evil));
    Table table{evil};
    table.add(evil);
    page.show(table);
    const std::string text = to_terminal(page.finish(), Terminal{}, true);
    CHECK(text.find("␛[31m") != std::string::npos);
    for (const char* sign : {"\x1b", "\u009B", "\u202E", "\u200F"})
        CHECK(text.find(sign) == std::string::npos);
}
