#include "render/changes.h"

#include "catch.h"
#include "core/require.h"
#include "notebook/page.h"
#include "render/json.h"
#include "render/stored_page.h"

using namespace book;

namespace {

Document page_at(double temperature, double seconds = 1) {
    Page page(ChapterInfo{5, "softmax", "How?"});
    page.value("weights", std::vector<double>{0.26 * temperature, 0.5});
    page.value("steady", 3);
    page.timing("took", seconds);
    page.section("Weights");
    page.text(
        "Nothing here moves. The weights are @{weights:.2f}, after @{took:.1f} seconds. I have "
        "@{steady}.");
    page.check("the first weight is small", temperature < 2);
    page.section("Nothing");
    page.text("It stays. And @{steady}.");
    Plot plot{{"x"}, {"y"}};
    plot.line("a", {0, 1}, {0, temperature});
    page.show(Figure{"curve", "A curve", "It rises.", plot});
    if (temperature > 1) page.text("Warm. And more.");
    return page.finish();
}

std::string changes(double temperature, const Terminal& terminal = Terminal{}) {
    // As it lies on the disk.
    const Document woven = document_from_json(to_json_lines(page_at(1)));
    return what_changed(woven, page_at(temperature, 9), {{"temperature", "1", "2"}}, terminal);
}

}  // namespace

TEST_CASE("what changed: the numbers of a sentence, the figures, the claims", "[render]") {
    CHECK(changes(2) ==
          "What changes, now that --temperature is 2, not 1:\n\n"
          "Weights\n"
          "  • The weights are (0.26 → 0.52, 0.50), after 9.0 seconds.\n"
          "  ✗ does not hold any more: the first weight is small\n\n"
          "Nothing\n"
          "  • Warm.\n"
          "  ▦ the figure: A curve\n\n"
          "Altogether 1 of its 2 numbers and 2 sentences differ from the page as it was\n"
          "woven. Now the page itself:\n");
}

TEST_CASE("what changed: nothing, if all is as it was, but for the clock", "[render]") {
    CHECK_THAT(changes(1),
               ContainsText("Nothing that this page says.") && ContainsText("0 of its 2 numbers"));
}

TEST_CASE("what changed: old numbers are dim, new ones strong", "[render]") {
    CHECK_THAT(changes(2, Terminal{80, true}),
               ContainsText("(\x1b[2m0.26\x1b[0m → \x1b[1m0.52\x1b[0m, 0.50)"));
}
