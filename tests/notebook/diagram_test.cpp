// Diagrams: what stands in the description stands in both drawings, and ways go around boxes.
#include <sstream>

#include "catch.h"
#include "notebook/figure.h"
#include "render/diagram_plan.h"
#include "render/figure.h"

using namespace book;

namespace {

using Side = Diagram::Side;
using Line = Diagram::Line;

std::string drawn(const Diagram& diagram, int width = 80) {
    const std::string text =
        to_terminal(Figure{"d", "D", "In words.", diagram}, Terminal{width, false});
    return text.substr(text.find('\n') + 1);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

// One of everything.
Diagram full_diagram() {
    Diagram d;
    d.word("love", {0, 1}, {12, 3}, "love & so")
        .box("q", {24, 1}, {14, 3}, "query", Look::lit)
        .box("v", {24, 8}, {14, 4}, "value\nfor you", Look::grey)
        .frame({22, 6}, {18, 8}, "a <head>")
        .arrow("love", "q", "times W_Q", {.look = Look::lit})
        .arrow("love", "v", "W_V", {.leaves = Side::bottom, .line = Line::dashed})
        .cells("scores", {8, 19}, Matrix{{0.11f, -2.5f}, {1, 0.65f}},
               {.rows = {"I", "愛"}, .columns = {"me", "you"}, .marked = {{1, 1}}})
        .arrow("v", "scores", "score", {.line = Line::heavy})
        .road({{42, 20}, {42, 2}, {39, 2}}, "back", {.look = Look::lit, .line = Line::dashed})
        .text({0, 24}, "below", Look::grey);
    return d;
}

// Whether the way of an arrow passes a box on its way.
bool crosses_a_box(const Diagram& diagram, const PlannedArrow& arrow) {
    const std::vector<Diagram::Place> cells = cells_along(arrow.points);
    for (std::size_t i = 1; i + 1 < cells.size(); ++i)  // both ends lie on frames
        for (const Diagram::Box& box : diagram.boxes)
            if (rect_of(box.at, box.size).holds(cells[i])) return true;
    return false;
}

void require_error(const Diagram& diagram, const std::string& what) {
    CHECK_THROWS_WITH(check_figure({"d", "D", "In words.", diagram}), ContainsText(what));
}

}  // namespace

TEST_CASE("diagram: boxes, an arrow and its label, as they stand in a terminal", "[notebook]") {
    Diagram d;
    d.word("love", {0, 1}, {8, 3}, "love")
        .box("q", {22, 1}, {9, 3}, "query", Look::lit)
        .arrow("love", "q", "times W_Q");
    CHECK(drawn(d) ==
          "╭──────╮  times W_Q   ┏━━━━━━━┓\n"
          "│ love │─────────────▶┃ query ┃\n"
          "╰──────╯              ┗━━━━━━━┛\n");
}

TEST_CASE("diagram: a grid has its names outside, numbers below one another, and marks",
          "[notebook]") {
    Diagram d;
    d.cells("a", {5, 1}, Matrix{{0.5f, -2}, {10, 0}},
            {.format = ".1f", .rows = {"I", "love"}, .columns = {"me", "you"}, .marked = {{1, 0}}});
    CHECK(drawn(d) ==
          "        me    you\n"
          "     ┌──────┬──────┐\n"
          "   I │  0.5 │[-2.0]│\n"
          "love │ 10.0 │  0.0 │\n"
          "     └──────┴──────┘\n");
}

TEST_CASE("diagram: a marked cell without room for brackets has thick sides", "[notebook]") {
    Diagram d;
    d.cells("a", {0, 0}, {{"ab", "cd"}}, {.width = 2, .marked = {{1, 0}}});
    CHECK(drawn(d) == "┌──┬──┐\n│ab▐cd▌\n└──┴──┘\n");
}

TEST_CASE("diagram: every text, label, name and number stands in both drawings", "[notebook]") {
    const Figure figure{"d", "D", "In words.", full_diagram()};
    const std::string text = to_terminal(figure, Terminal{60, false});
    std::string svg = to_svg(figure);
    svg.erase(0, svg.find("</style>"));
    for (const char* what : {"query", "value", "for you", "times W_Q", "W_V", "score", "back",
                             "below", "I", "愛", "me", "you", "0.11", "-2.50", "1.00", "0.65"}) {
        CAPTURE(what);
        CHECK_THAT(text, ContainsText(what));
        CHECK_THAT(svg, ContainsText(std::string(">") + what + "<"));
    }
    CHECK_THAT(text, ContainsText("love & so") && ContainsText("a <head>"));
    CHECK_THAT(svg, ContainsText(">love &amp; so<") && ContainsText(">a &lt;head&gt;<"));
}

TEST_CASE("diagram: a terminal that is too narrow gets it in words", "[notebook]") {
    const int needed = 48;
    const std::string text = drawn(full_diagram(), needed - 1);
    CHECK_THAT(text, ContainsText("needs 48 columns"));
    CHECK_THAT(text, ContainsText("In words.") && !ContainsText("┌"));
}

TEST_CASE("diagram: lit, plain and grey differ without colours", "[notebook]") {
    std::vector<std::string> looks;
    for (const Look look : {Look::plain, Look::lit, Look::grey}) {
        Diagram d;
        d.box("a", {0, 0}, {5, 3}, "a", look).box("b", {9, 0}, {5, 3}, "b", look);
        d.arrow("a", "b", "", {.look = look}).frame({0, 4}, {5, 3}, "", look);
        looks.push_back(drawn(d));
    }
    CHECK(looks[0] != looks[1]);
    CHECK(looks[0] != looks[2]);
    CHECK(looks[1] != looks[2]);
}

TEST_CASE("diagram: the way between two boxes is straight, or has one bend", "[notebook]") {
    const auto corners = [](Diagram::Place to) {
        Diagram d;
        d.box("a", {20, 20}, {9, 3}, "a").box("b", to, {9, 3}, "b").arrow("a", "b");
        const DiagramPlan plan = plan_of(d);
        CHECK_FALSE(crosses_a_box(d, plan.arrows[0]));
        return static_cast<int>(plan.arrows[0].points.size()) - 2;
    };
    for (const Diagram::Place beside : {Diagram::Place{40, 20}, {0, 20}, {20, 30}, {24, 10}})
        CHECK(corners(beside) == 0);
    for (const Diagram::Place across : {Diagram::Place{40, 30}, {0, 30}, {40, 10}, {0, 10}})
        CHECK(corners(across) == 1);
}

TEST_CASE("diagram: a way goes around a box if two bends can do it", "[notebook]") {
    Diagram d;
    d.box("a", {6, 0}, {9, 3}, "a")
        .box("between", {6, 5}, {9, 3}, "-")
        .box("b", {6, 10}, {9, 3}, "b");
    d.arrow("a", "b");
    const DiagramPlan plan = plan_of(d);
    CHECK_FALSE(crosses_a_box(d, plan.arrows[0]));
    // Whoever asks for it gets the straight one.
    d.arrows[0].leaves = Side::bottom;
    d.arrows[0].enters = Side::top;
    CHECK(crosses_a_box(d, plan_of(d).arrows[0]));
}

TEST_CASE("diagram: an arrow leaves and enters at the sides that were asked for", "[notebook]") {
    Diagram d;
    d.box("a", {10, 10}, {9, 3}, "a").box("b", {40, 20}, {9, 3}, "b");
    const auto ends = [&](Side leaves, Side enters) {
        Diagram with = d;
        with.arrow("a", "b", "", {.leaves = leaves, .enters = enters});
        return plan_of(with).arrows[0].points;
    };
    CHECK(ends(Side::right, Side::top).front().column == 18);
    CHECK(ends(Side::right, Side::top).back().row == 20);
    CHECK(ends(Side::bottom, Side::left).front().row == 12);
    CHECK(ends(Side::bottom, Side::left).back().column == 40);
    CHECK(ends(Side::right, Side::right).back().column == 48);
    CHECK(ends(Side::bottom, Side::bottom).back().row == 22);
}

TEST_CASE("diagram: sides that no way joins are an error that names the arrow", "[notebook]") {
    Diagram d;
    d.box("a", {20, 10}, {9, 3}, "a").box("b", {45, 20}, {9, 3}, "b");
    const auto planned = [&](Side leaves, Side enters) {
        Diagram with = d;
        with.arrow("a", "b", "", {.leaves = leaves, .enters = enters});
        return plan_of(with);
    };
    CHECK_NOTHROW(planned(Side::bottom, Side::top));
    CHECK_THROWS_WITH(planned(Side::top, Side::bottom),
                      ContainsText("'a' (top side) to 'b' (bottom side)"));
    CHECK_THROWS_WITH(planned(Side::left, Side::right),
                      ContainsText("'a' (left side) to 'b' (right side)"));
    CHECK_THROWS_WITH(planned(Side::top, Side::left), ContainsText("no way"));
}

TEST_CASE("diagram: an arrow needs room before the names of a grid", "[notebook]") {
    const auto grid_in_row = [](int row) {
        Diagram d;
        d.box("a", {0, 0}, {15, 3}, "a");
        d.cells("g", {0, row}, {{"1", "2"}}, {.columns = {"I", "you"}}).arrow("a", "g");
        return d;
    };
    CHECK(plan_of(grid_in_row(5)).arrows[0].points.size() == 2);
    CHECK_THROWS_WITH(plan_of(grid_in_row(4)),
                      ContainsText("no room for the arrow from 'a' to 'g'"));
}

TEST_CASE("diagram: an author's corners are kept", "[notebook]") {
    Diagram d;
    d.box("a", {0, 0}, {9, 3}, "a").box("b", {0, 10}, {9, 3}, "b");
    d.arrow("a", "b", "", {.way = {{20, 1}, {20, 11}}});
    const auto points = plan_of(d).arrows[0].points;
    REQUIRE(points.size() == 4);
    CHECK(points[0].column == 8);
    CHECK(points[1].column == 20);
    CHECK(points[1].row == 1);
    CHECK(points[2].row == 11);
    CHECK(points[3].column == 8);
}

TEST_CASE("diagram: lines that cross pass, lines that end on another join it", "[notebook]") {
    Diagram crossing;
    crossing.box("a", {0, 5}, {3, 3}, "a");
    crossing.road({{0, 2}, {6, 2}}, "", {.has_head = false});
    Diagram joining = crossing;
    crossing.road({{3, 0}, {3, 4}}, "", {.has_head = false});
    joining.road({{3, 0}, {3, 2}}, "", {.has_head = false});
    CHECK(lines_of(drawn(crossing))[2] == "───│───");
    CHECK(lines_of(drawn(joining))[2] == "───┴───");
}

TEST_CASE("diagram: labels cover nothing where there is room", "[notebook]") {
    Diagram d;
    d.box("a", {0, 2}, {9, 3}, "a").box("b", {30, 2}, {9, 3}, "b").arrow("a", "b", "label");
    d.text({12, 2}, "--------------");
    CHECK(lines_of(drawn(d))[2] == "└───────┘        label        └───────┘");
}

TEST_CASE("diagram: what cannot be drawn is an error", "[notebook]") {
    Diagram good;
    good.box("a", {0, 0}, {9, 3}, "a").box("b", {20, 0}, {9, 3}, "b");
    const auto with = [&](auto change) {
        Diagram d = good;
        change(d);
        return d;
    };
    require_error(with([](Diagram& d) { d.box("a", {0, 5}, {9, 3}, ""); }), "there twice");
    require_error(with([](Diagram& d) { d.box("c", {3, 2}, {9, 3}, ""); }), "lies on");
    require_error(with([](Diagram& d) {
                      d.box("c", {0, 5}, {9, 3}, "too long for it");
                  }),
                  "too wide");
    require_error(with([](Diagram& d) { d.box("c", {0, 5}, {9, 3}, "1\n2"); }), "do not fit");
    require_error(with([](Diagram& d) { d.box("c", {115, 5}, {9, 3}, ""); }), "not on the paper");
    require_error(with([](Diagram& d) { d.arrow("a", "nobody"); }), "has no way");
    require_error(with([](Diagram& d) { d.arrow("a", "a"); }), "itself");
    require_error(with([](Diagram& d) { d.road({{0, 5}}); }), "has no way");
    require_error(with([](Diagram& d) { d.road({{0, 5}, {3, 7}}); }), "level nor upright");
    require_error(with([](Diagram& d) {
                      d.road({{0, 5}, {3, 5}}, "", {.leaves = Side::left});
                  }),
                  "no sides");
    require_error(with([](Diagram& d) { d.frame({0, 5}, {8, 3}, "a long title"); }), "too wide");
    require_error(with([](Diagram& d) {
                      d.cells("c", {0, 5}, {{"1"}}, {.rows = {"I"}});
                  }),
                  "no room");
    require_error(with([](Diagram& d) {
                      d.cells("c", {0, 5}, {{"1"}}, {.width = 2, .columns = {"you"}});
                  }),
                  "no room");
    require_error(with([](Diagram& d) {
                      d.cells("c", {0, 5}, {{"1"}}, {.marked = {{1, 0}}});
                  }),
                  "no cell");
    CHECK_NOTHROW(check_figure({"d", "D", "In words.", full_diagram()}));
}
