// Arcs: who looks, at whom, and how much.
#include "catch.h"
#include "render/arcs_parts.h"
#include "render/figure.h"

using namespace book;

namespace {

Arcs three_words() {
    return {{"I", "love", "you"}, {}, Matrix{{1, 0, 0}, {0.25f, 0.75f, 0}, {0.02f, 0.58f, 0.4f}}};
}

int count(const std::string& text, const std::string& what) {
    int n = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; ++at) ++n;
    return n;
}

Figure figure_of(const Arcs& arcs) { return {"a", "A", "Words.", arcs}; }

}  // namespace

TEST_CASE("arcs: the terminal names for each word those that it looks at most", "[notebook]") {
    CHECK(to_terminal(figure_of(three_words()), Terminal{}) ==
          "A\nwho looks → at whom\n"
          "   I  I    1.00 ██████\n"
          "love  love 0.75 ████▌   I    0.25 █▌\n"
          " you  love 0.58 ███▌    you  0.40 ██▍\n");
}

TEST_CASE("arcs: one word alone, in the order of the sentence", "[notebook]") {
    Arcs arcs = three_words();
    arcs.only = 2;
    CHECK(to_terminal(figure_of(arcs), Terminal{}) ==
          "A\nwho looks → at whom\n you  love 0.58 █████▊\n      you  0.40 ████\n");
    const std::string svg = to_svg(figure_of(arcs));
    CHECK(count(svg, "class=\"arc lit\"") == 2);
    CHECK(count(svg, "class=\"arc grey\"") == 3);
    CHECK_THAT(svg, ContainsText(">0.58<") && ContainsText(">0.40<") && !ContainsText(">0.75<"));
}

TEST_CASE("arcs: as many as there are weights that are not too small, as thick as these",
          "[notebook]") {
    const std::string svg = to_svg(figure_of(three_words()));
    CHECK(count(svg, "class=\"arc ") == 5);
    CHECK_THAT(svg, ContainsText("stroke-width:14\"") && ContainsText("stroke-width:3.5\""));
    CHECK_THAT(svg, ContainsText(">0.75<") && !ContainsText(">0.25<"));  // the strongest
    Arcs more = three_words();
    more.least = 0.01;
    CHECK(count(to_svg(figure_of(more)), "class=\"arc ") == 6);
}

TEST_CASE("arcs: at another sentence", "[notebook]") {
    const Arcs arcs{{"never"}, {"ne", "jamais"}, Matrix{{0.3f, 0.7f}}};
    CHECK_THAT(to_svg(figure_of(arcs)), ContainsText(">never<") && ContainsText(">jamais<"));
    CHECK_THAT(to_terminal(figure_of(arcs), Terminal{}), ContainsText("never  jamais 0.70"));
    Arcs wrong = arcs;
    wrong.looked_at.clear();
    CHECK_THROWS_AS(check_figure(figure_of(wrong)), Error);
}

TEST_CASE("arcs_from_thick_to_thin: thin ones and the word's own come last", "[notebook]") {
    Arcs arcs = three_words();
    arcs.only = 0;
    const std::vector<Arc> order = arcs_from_thick_to_thin(arcs);
    REQUIRE(order.size() == 5);
    CHECK(order[0].weight == 0.75f);
    CHECK(order[3].weight == 0.25f);
    CHECK(order[4].from == 0);
}
