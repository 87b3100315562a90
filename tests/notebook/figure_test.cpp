#include "render/figure.h"

#include <cmath>
#include <sstream>

#include "catch.h"
#include "render/figure_parts.h"

using namespace book;

namespace {

// Every tag closed by its own name, attributes quoted, no bare < or &: "" or what is wrong.
std::string xml_mistake(const std::string& xml) {
    std::vector<std::string> open;
    for (std::size_t at = 0; at < xml.size();) {
        if (xml[at] == '&') {
            const std::string entity = xml.substr(at, xml.find(';', at) - at + 1);
            if (entity != "&lt;" && entity != "&gt;" && entity != "&amp;")
                return "entity " + entity;
            ++at;
        } else if (xml.compare(at, 4, "<!--") == 0) {
            at = xml.find("-->", at) + 3;
        } else if (xml[at] == '<') {
            std::size_t end = at + 1;
            for (bool quoted = false; end < xml.size() && (quoted || xml[end] != '>'); ++end)
                if (xml[end] == '"') quoted = !quoted;
            if (end == xml.size()) return "a tag that does not end";
            const std::string tag = xml.substr(at + 1, end - at - 1);
            if (tag.find('<') != std::string::npos) return "< in <" + tag;
            const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
            if (tag[0] == '/') {
                if (open.empty() || "/" + open.back() != tag) return "<" + tag + "> closes another";
                open.pop_back();
            } else if (tag.back() != '/') {
                open.push_back(name);
            }
            at = end + 1;
        } else {
            ++at;
        }
    }
    return open.empty() ? "" : open.back() + " is not closed";
}

// One of each kind, with names that a careless writer would break on.
std::vector<Figure> one_of_each() {
    Plot lines{{"step"}, {"loss < 1 & falling", Scale::log}};
    lines.line("a <b> & \"c\"", {1, 2, 3, 4}, {1, 0.1, NAN, 0.001}).line("愛", {1, 4}, {0.5, 0.02});
    lines.vertical(2.5, "here").horizontal(0.1, "there");
    Plot map{{"x"}, {"y"}};
    map.equal_axes = true;
    map.points("words", {0.1, 0.9, 0.8}, {0.2, 0.8, 0.7}, {"I", "love", "doughnuts"})
        .arrow("Query", 0, 0, 0.9, 0.2);
    const HeatMap heat{Matrix{{1, 0, NAN}, {0.25f, 0.5f, 0.25f}},
                       {"<start>", "beignets"},
                       {"I", "love", "doughnuts"},
                       "French",
                       "English"};
    const HeatMap big{Matrix({60, 200}, 0.5f), {}, {}, "", "", ""};
    const Bars bars{
        {"one", "a long name for a bar"}, {{"m", {0.5, -0.25}}, {"n", {0, NAN}}}, "share"};
    const Tree tree{
        {{-1, "<start>", "", true}, {0, "I", "0.9", true}, {0, "we", "0.1"}, {1, "love"}}};
    Diagram diagram;
    diagram.word("a", {0, 0}, {9, 3}, "a & <b>", Look::lit).cells("m", {14, 0}, Matrix{{1, NAN}});
    diagram.arrow("a", "m", "愛").frame({0, 4}, {12, 3}, "<c>", Look::grey);
    const Arcs arcs{
        {"I", "<love>", "doughnuts & so"}, {}, Matrix{{1, 0, 0}, {0.5f, 0.5f, 0}, {0, 0.9f, 0.1f}}};
    return {{"lines", "Lines & <more>", "They fall.", lines},
            {"map", "A map", "Places.", map},
            {"heat", "Heat", "Cells.", heat},
            {"big", "Big", "Many cells.", big},
            {"bars", "Bars", "Two.", bars},
            {"diagram", "Diagram", "Boxes.", diagram},
            {"arcs", "Arcs", "Words.", arcs},
            {"tree", "A tree", "It grows.", tree}};
}

}  // namespace

TEST_CASE("xml_mistake: sees mistakes", "[notebook]") {
    CHECK(xml_mistake("<a b=\"1 > 0\"><c/>&lt;</a>").empty());
    for (const char* wrong : {"<a>", "<a></b>", "<a>&</a>", "<a><b></a></b>", "</a>", "<a"})
        CHECK_FALSE(xml_mistake(wrong).empty());
}

TEST_CASE("to_svg: well-formed, described, and the same bytes twice", "[notebook]") {
    for (const Figure& figure : one_of_each()) {
        CAPTURE(figure.name);
        const std::string svg = to_svg(figure);
        CHECK(xml_mistake(svg) == "");
        CHECK_THAT(svg, ContainsText("<title id=\"t\">") &&
                            ContainsText("<desc id=\"d\">" + figure.alt) &&
                            ContainsText("prefers-color-scheme:dark"));
        CHECK(svg == to_svg(figure));
        std::string numbers = svg;  // "nan" may be printed, but is nowhere a coordinate
        for (std::size_t at; (at = numbers.find(">nan<")) != std::string::npos;)
            numbers.erase(at, 4);
        CHECK(numbers.find("nan") == std::string::npos);
        CHECK(svg.find("inf") == std::string::npos);
    }
}

TEST_CASE("to_terminal: never wider than the terminal, no colours unless asked", "[notebook]") {
    for (const Figure& figure : one_of_each())
        for (int width = 20; width <= 100; width += 5)
            for (const bool colour : {false, true}) {
                CAPTURE(figure.name, width, colour);
                const std::string text = to_terminal(figure, Terminal{width, colour});
                std::istringstream lines(text);
                int count = 0;
                for (std::string line; std::getline(lines, line); ++count)
                    CHECK(visible_width(line) <= width);
                CHECK(count > 2);
                CHECK((text.find('\x1b') != std::string::npos) == colour);
            }
}

TEST_CASE("heat map: numbers stand in cells, and 0 has no colour", "[notebook]") {
    const HeatMap map{Matrix{{0, 1}}, {"love"}, {"I", "doughnuts"}};
    const Figure figure{"heat", "Heat", "Two cells.", map};
    const std::string svg = to_svg(figure);
    CHECK_THAT(svg, ContainsText("class=\"note muted\" text-anchor=\"middle\">0.00<") &&
                        ContainsText("class=\"note paper\" text-anchor=\"middle\">1.00<") &&
                        ContainsText("class=\"cell h20\"") && !ContainsText("class=\"cell c20\""));
    CHECK_THAT(to_terminal(figure, Terminal{}), ContainsText("█1.00") && ContainsText(" 0.00"));
    const std::string coloured = to_terminal(figure, Terminal{80, true});
    CHECK_THAT(coloured, ContainsText("48;2;0;90;143m") && !ContainsText("m    0.00"));
}

TEST_CASE("heat map: a browser draws every cell with crisp edges", "[notebook]") {
    const HeatMap map{Matrix{{0.5f, 1, NAN}}};
    const std::string svg = to_svg(Figure{"heat", "Heat", "Three cells.", map});
    CHECK_THAT(svg, ContainsText(".cell{shape-rendering:crispEdges}"));
    CHECK_THAT(svg, ContainsText("class=\"cell h20\"") && ContainsText("class=\"cell nothing\""));
}

TEST_CASE("heat map: what is negative has a colour of its own, as strong as it is far from 0",
          "[notebook]") {
    const HeatMap map{Matrix{{-1, -0.5f, 0, 0.5f}}};
    const HeatScale scale = heat_scale(map);
    CHECK(scale.has_negative);
    CHECK_THAT(scale.strength(-1), WithinAbs(1, 1e-9));
    CHECK_THAT(scale.strength(0.5), WithinAbs(0.5, 1e-9));
    CHECK(scale.strength(0) == 0);
    const std::string svg = to_svg(Figure{"heat", "Heat", "Cells.", map});
    CHECK_THAT(svg, ContainsText("class=\"cell c20\"") && ContainsText("class=\"cell h10\""));
    // Positive numbers begin at 0, unless they lie close together and far from it.
    CHECK(heat_scale(HeatMap{Matrix{{0.2f, 1}}}).none == 0);
    CHECK(heat_scale(HeatMap{Matrix{{0.9f, 1}}}).none > 0.5);
}

TEST_CASE("heat map: columns without names are numbered if they have a label", "[notebook]") {
    const Matrix wide({2, 64}, 0.5f);
    const Figure named{"heat", "Heat", "Cells.", HeatMap{wide, {}, {}, "", "dimension", ""}};
    const Figure bare{"heat", "Heat", "Cells.", HeatMap{wide, {}, {}, "", "", ""}};
    CHECK_THAT(to_svg(named), ContainsText(">5<") && ContainsText(">60<") && !ContainsText(">7<"));
    CHECK_THAT(to_terminal(named, Terminal{}), ContainsText("60"));
    CHECK_THAT(to_svg(bare), !ContainsText(">60<"));
}

TEST_CASE("Range: ticks in one notation, and a logarithmic axis says so", "[notebook]") {
    for (const Tick& tick : Range(Axis{"", Scale::log}, {1e-5, 0.5}, 6).ticks)
        CHECK((tick.at == 1 || tick.label.find("10") == 0));
    for (const Tick& tick : Range(Axis{""}, {1e-5, 8e-5}, 6).ticks)
        CHECK_THAT(tick.label, ContainsText("·10⁻⁵"));
    CHECK(axis_label(Axis{"step", Scale::log}) == "step (log scale)");
    CHECK(axis_label(Axis{"log of step", Scale::log}) == "log of step");
    CHECK(axis_label(Axis{"step"}) == "step");
}

TEST_CASE("plot: a line has its name where it ends", "[notebook]") {
    Plot plot{{"x"}, {"y"}};
    plot.line("short", {0, 5}, {0, 5}).line("long", {0, 10}, {0, 2});
    const std::string svg = to_svg(Figure{"p", "P", "Lines.", plot});
    const auto x_of = [&](const std::string& name) {
        const std::size_t end = svg.find(">" + name + "<");
        return std::stod(svg.substr(svg.rfind("x=\"", end) + 3));
    };
    CHECK(x_of("short") < 450);
    CHECK(x_of("long") > 600);
}

TEST_CASE("to_svg: a title of two lines moves the drawing down", "[notebook]") {
    Plot plot{{"x"}, {"y"}};
    plot.line("line", {0, 1}, {0, 1});
    const auto drawn = [&](const std::string& title) {
        return to_svg(Figure{"plot", title, "a line", plot});
    };
    const std::string one = drawn("short");
    const std::string two = drawn(
        "A title that goes on and on, so that no single line of a figure, "
        "however wide, has room for all of it");
    CHECK(one.find("translate") == std::string::npos);
    CHECK(two.find("<g transform=\"translate(0 19)\">") != std::string::npos);
    const auto height = [](const std::string& svg) {
        return std::stod(svg.substr(svg.find("height=\"") + 8));
    };
    CHECK(height(two) == height(one) + 19);
    CHECK(xml_mistake(two).empty());
}

TEST_CASE("plot: the label of a rule keeps clear of a line", "[notebook]") {
    const auto place_of_label = [](double line_at) {
        Plot plot{{"x", Scale::linear, 0, 1}, {"y", Scale::linear, 0, 1}};
        plot.line("", {0.5, 1}, {line_at, line_at}).horizontal(0.5, "guessing");
        const std::string svg = to_svg(Figure{"plot", "t", "a", plot});
        return svg.substr(svg.rfind("<text", svg.find("guessing")), 40);
    };
    CHECK(place_of_label(0.1) != place_of_label(0.53));
}

TEST_CASE("tree: several roots grow from one start, on the chosen path", "[notebook]") {
    const Tree tree{{{-1, "I", "", true}, {-1, "we"}, {0, "love", "", true}}};
    const Figure figure{"t", "T", "It grows.", tree};
    CHECK(to_terminal(figure, Terminal{}) == "T\nstart ◂\n├─ I ◂\n│  └─ love ◂\n└─ we\n");
    const std::string svg = to_svg(figure);
    int lit = 0;
    for (std::size_t at = 0; (at = svg.find("class=\"way lit\"", at)) != std::string::npos; ++at)
        ++lit;
    CHECK(lit == 2);
}

TEST_CASE("tree: the terminal shows who follows whom", "[notebook]") {
    CHECK(to_terminal(one_of_each().back(), Terminal{}) ==
          "A tree\n<start> ◂\n├─ I ◂  0.9\n│  └─ love\n└─ we  0.1\n");
}

TEST_CASE("bars: lengths are in proportion, negative ones grow to the left", "[notebook]") {
    const Bars bars{{"a", "b", "c"}, {{"", {1, 0.5, -1}}}, "x"};
    const std::string text = to_terminal(Figure{"b", "B", "Bars.", bars}, Terminal{});
    std::vector<int> blocks;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        int n = 0;
        for (std::size_t at = 0; (at = line.find("█", at)) != std::string::npos; ++at) ++n;
        if (n > 0) blocks.push_back(n);
    }
    REQUIRE(blocks.size() == 3);
    CHECK(std::abs(blocks[0] - 2 * blocks[1]) <= 1);
    CHECK(std::abs(blocks[0] - blocks[2]) <= 1);
}

TEST_CASE("Range: round ticks that hold the data", "[notebook]") {
    const Range r(Axis{""}, {0.13, 0.88}, 6);
    CHECK(r.low <= 0.13);
    CHECK(r.high >= 0.88);
    REQUIRE(r.ticks.size() >= 4);
    CHECK(r.ticks.front().label.size() == 3);  // 0.1, 0.2, ...
    CHECK_THAT(r.position(r.low), WithinAbs(0, 1e-12));
    CHECK_THAT(r.position(r.high), WithinAbs(1, 1e-12));
    const Range log(Axis{"", Scale::log}, {1e-5, 1}, 6);
    CHECK(log.ticks.front().label == "10⁻⁵");
    CHECK(log.ticks.back().label == "1");
    CHECK_THAT(log.position(std::sqrt(1e-5)), WithinAbs(0.5, 1e-9));
    CHECK(std::isnan(log.position(0)));
    // Data that has no extent, or is not there, still gives an axis.
    CHECK(Range(Axis{""}, {3, 3}, 5).ticks.size() >= 2);
    CHECK(Range(Axis{""}, {NAN}, 5).ticks.size() >= 2);
    CHECK(Range(Axis{"", Scale::log}, {-1, 0}, 5).low > 0);
    CHECK_THROWS_AS(Range(Axis{"", Scale::log, 0, 1}, {}, 5), Error);
}

TEST_CASE("Range: what differs by rounding alone is a single number", "[notebook]") {
    const std::vector<std::vector<double>> constant{
        {0.1 + 0.2, 0.3}, {-0.3, -(0.1 + 0.2)}, {1, 1 + 1e-12}, {1e16, 1e16 + 2}};
    for (const std::vector<double>& data : constant) {
        CAPTURE(data[0]);
        const Range r(Axis{""}, data, 6);
        CHECK(r.high - r.low > 0.5 * std::abs(data[0]));
        CHECK(r.ticks.size() >= 2);
        CHECK(r.ticks.size() < 20);
    }
    const Range log(Axis{"", Scale::log}, {0.1 + 0.2, 0.3}, 6);
    CHECK(log.low < 0.2);
    CHECK(log.high > 0.4);
    // What differs by more is a range, however narrow.
    const Range narrow(Axis{""}, {1, 1 + 1e-6}, 6);
    CHECK(narrow.high - narrow.low < 1e-5);
    CHECK(narrow.ticks.size() < 20);
    for (const std::vector<double>& data :
         {std::vector<double>{1, 1 + 1e-6}, {1e9, 1e9 + 50}, {-2e-5, 3e-5}}) {
        const Range r(Axis{""}, data, 6);
        for (std::size_t i = 1; i < r.ticks.size(); ++i)
            CHECK(r.ticks[i].label != r.ticks[i - 1].label);
    }
}

TEST_CASE("plot: a curve that is constant up to rounding is drawn as a flat one", "[notebook]") {
    Plot nearly{{"x"}, {"y"}}, flat{{"x"}, {"y"}};
    nearly.line("a", {0, 1, 2}, {0.1 + 0.2, 0.3, 0.3});
    flat.line("a", {0, 1, 2}, {0.3, 0.3, 0.3});
    const Figure a{"flat", "Flat", "It does not move.", nearly},
        b{"flat", "Flat", "It does not move.", flat};
    CHECK(to_svg(a) == to_svg(b));
    for (const std::string& text : {to_terminal(a, Terminal{}), to_terminal(b, Terminal{})})
        CHECK_THAT(text,
                   ContainsText("0.45 ┤") && ContainsText("0.30 ┤") && ContainsText("0.15 ┤"));
}

TEST_CASE("to_terminal: what lies far beyond the ends that were asked for is not drawn",
          "[notebook]") {
    Plot plot{{"x", Scale::linear, 0, 1}, {"y", Scale::linear, 0, 1}};
    plot.points("near", {0.5}, {0.5}, {"here"});
    plot.points("far", {1e9, 0.5, -1e9, 1e300}, {0.5, 1e9, -1e9, 0.5}, {"a", "b", "c", "d"});
    plot.line("across", {-1e9, 1e9}, {0.2, 0.2}).arrow("away", 0, 0, 1e9, 1e9);
    const std::string text = to_terminal(Figure{"far", "Far", "Away.", plot}, Terminal{});
    CHECK_THAT(text, ContainsText("here"));
    CHECK_THAT(text, !ContainsText("away"));
}

TEST_CASE("spread: labels keep apart and in order, inside the figure", "[notebook]") {
    CHECK(spread({1, 50, 90}, 10, 0, 100) == std::vector<double>{1, 50, 90});
    const std::vector<double> apart = spread({50, 51, 49}, 10, 0, 100);
    CHECK(apart[2] + 10 <= apart[0]);
    CHECK(apart[0] + 10 <= apart[1]);
    const std::vector<double> edge = spread({99, 98}, 10, 0, 100);
    CHECK(edge[0] <= 100);
    CHECK(edge[1] <= 90);
    const std::vector<double> begin = spread({1, 2}, 10, 0, 100);
    CHECK(begin[0] >= 0);
    CHECK(begin[1] >= begin[0] + 10);
}

TEST_CASE("check_figure: what does not fit together is an error", "[notebook]") {
    Plot plot{{"x"}, {"y"}};
    plot.line("a", {0, 1}, {0, 1});
    CHECK_THROWS_AS(check_figure({"Big Name", "t", "a", plot}), Error);
    CHECK_THROWS_AS(check_figure({"name", "", "a", plot}), Error);
    CHECK_THROWS_AS(check_figure({"name", "t", "", plot}), Error);
    CHECK_THROWS_AS(check_figure({"name", "t", "a", Plot{{"x"}, {"y"}}}), Error);
    plot.line("b", {0, 1}, {0});
    CHECK_THROWS_AS(check_figure({"name", "t", "a", plot}), Error);
    CHECK_THROWS_AS(check_figure({"name", "t", "a", HeatMap{}}), Error);
    CHECK_THROWS_AS(check_figure({"name", "t", "a", HeatMap{Matrix({2, 2}), {"one"}, {}}}), Error);
    CHECK_THROWS_AS(check_figure({"name", "t", "a", Bars{{"a"}, {{"", {1, 2}}}, ""}}), Error);
    CHECK_THROWS_AS(check_figure({"name", "t", "a", Tree{{{0, "its own parent"}}}}), Error);
}
