// A page with every kind of block, figure, value, claim and option.
#pragma once

#include <cmath>

#include "notebook/page.h"

namespace book {

inline void show_every_figure(Page& page) {
    Plot plot{{"step", Scale::linear, 0, 10}, {"loss", Scale::log}};
    plot.line("a", {1, 2}, {0.5, 0.25}).points("b", {1}, {NAN}, {"x"}).arrow("c", 0, 0, 1, 1);
    plot.vertical(1.5, "here").horizontal(0.1, "there");
    plot.equal_axes = true;
    page.show(Figure{"plot", "It is @{score:.2f}", "Falls.", plot});
    Plot timed{{"n"}, {"seconds"}};
    timed.line("ours", {1, 2}, {0.615, 3}).vertical(1.5, "half");
    page.show(Figure{"timed", "Times", "Rises.", timed, true});
    page.show(Figure{
        "map", "Map", "Grey.",
        HeatMap{Matrix{{1, NAN}, {0.25f, 0.5f}}, {"I", "love"}, {}, "who", "whom", ".1f", 0, 1}});
    page.show(Figure{"bars", "Bars", "Long.", Bars{{"a", "b"}, {{"s", {1, 2.5}}}, "ms"}});
    page.show(Figure{"tree", "Tree", "Grows.", Tree{{{-1, "I", "0.9", true}, {0, "love"}}}});
    Diagram d;
    d.box("a", {0, 0}, {12, 4}, "love\nme").word("b", {20, 0}, {12, 3}, "query", Look::lit);
    d.cells("c", {6, 8}, Matrix{{1, 2}, {3, 4}}, {.rows = {"I", "you"}, .marked = {{0, 1}}});
    d.text({2, 20}, "so", Look::grey).frame({0, 0}, {40, 5}, "part");
    d.arrow("a", "b", "times W",
            {.leaves = Diagram::Side::right, .way = {{1, 2}}, .has_head = false});
    d.road({{1, 1}, {5, 1}}, "on", {.look = Look::grey, .line = Diagram::Line::dashed});
    page.show(Figure{"diagram", "Diagram", "Boxes.", d});
    page.show(Figure{"arcs", "Arcs", "Arcs.",
                     Arcs{{"I", "love"}, {"j'", "aime"}, Matrix{{0.5f, 0.5f}, {1, 0}}, 0.1, 1}});
}

inline Document every_block() {
    PageSettings settings;
    settings.seed = 18446744073709551615u;
    settings.options = {
        {"draws", OptionDescription::Kind::whole_number, "N", "how many", "4", 1, 9, {}, true, 2, 8},
        {"mode", OptionDescription::Kind::choice, "a|b", "how", "a", 0, 0, {"a", "b"}, true},
        {"all", OptionDescription::Kind::flag, "", "all of them"}};
    settings.read_source = [](const std::string&) { return "// [r]\nint a;\n// [/r]\n"; };
    Page page(ChapterInfo{5, "softmax", "How <do> you?"}, settings);
    page.value("score", 0.784f);
    page.timing("early.seconds", 0.615);
    page.value("tie", 0.615f);
    page.data("rows", Matrix{{0.15f, NAN}, {5, INFINITY}});
    page.value("token", "<end>");
    page.value("count", 1326080);
    page.timing("late.seconds", 2.5);
    page.section("One @{score:.2f}", Path::shortest);
    page.term("query", "what a word *asks*", {"queries", "asks"});
    page.text(
        "@{score:.2f} @{tie:.2f} @{token} @{count:,} @{late.seconds:.1f} @{early.seconds:.2f}");
    page.quote("So he said.", "Mr Elokusa");
    page.formula("\\sqrt{d}", "√d", "Vaswani");
    page.cell("r");
    page.setup("r");
    page.excerpt("r", "common/x.cpp");
    page.output("1 2 3");
    Table table{"what", {"much", ".2f"}, "time"};
    table.add("a", 1.5, timed(0.25));
    table.add(marked(Cell("b")), marked(Cell(2)), marked(timed(3)));
    page.show(table, "A caption, @{score}");
    show_every_figure(page);
    page.check("it holds", true, {"score", "count", "tie:.2f"});
    page.check("it does not", false);
    page.text("Prose.");
    page.check_full("in full", true);
    page.guess("How much?", "@{score:.1f}");
    page.exercise("5.1", "Do it.");
    page.deep_dive("Deeper, @{score:.3f}", [&] { page.text("Down here."); });
    page.article_says("weight", "0.8", "score", ".4f");
    page.ahead("value", "it is only named");
    page.source("Vaswani", "https://example.com");
    page.end({.recap = "We know @{score:.2f}.",
              .questions = {{"Why?", "Because."}, {"How?", "So, @{count}."}},
              .next = "What next?",
              .answer = "In a line."});
    return page.finish();
}

}  // namespace book
