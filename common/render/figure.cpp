#include "render/figure.h"

#include <variant>

#include "core/display_width.h"
#include "render/drawings.h"

namespace book {
namespace {

// A diagram alone may need the words of its figure.
template <class Drawing>
std::string text_of(const Figure&, const Drawing& drawing, const Terminal& terminal) {
    return text_of(drawing, terminal);
}

// The words of a figure may be a stranger's: a piece of a model, a name in a file. On a page SVG sees to
// that they command nothing.
struct FigureWords {
    static void make_printable(std::string& text) { text = printable(text); }
    template <class T>
    static void make_printable(std::vector<T>& all) {
        for (T& one : all) make_printable(one);
    }
    static void make_printable(Plot::Series& series) {
        make_printable(series.name);
        make_printable(series.labels);
    }
    static void make_printable(Plot::Rule& rule) { make_printable(rule.label); }
    static void make_printable(Plot& plot) {
        make_printable(plot.x.label);
        make_printable(plot.y.label);
        make_printable(plot.series);
        make_printable(plot.rules);
    }
    static void make_printable(HeatMap& map) {
        make_printable(map.rows);
        make_printable(map.columns);
        make_printable(map.row_label);
        make_printable(map.column_label);
    }
    static void make_printable(Bars::Series& series) { make_printable(series.name); }
    static void make_printable(Bars& bars) {
        make_printable(bars.names);
        make_printable(bars.series);
        make_printable(bars.label);
    }
    static void make_printable(Tree::Node& node) {
        make_printable(node.text);
        make_printable(node.note);
    }
    static void make_printable(Tree& tree) { make_printable(tree.nodes); }
    static void make_printable(Diagram::Box& box) { make_printable(box.lines); }
    static void make_printable(Diagram::Cells& grid) {
        make_printable(grid.rows);
        make_printable(grid.row_names);
        make_printable(grid.column_names);
    }
    static void make_printable(Diagram::Text& text) { make_printable(text.text); }
    static void make_printable(Diagram::Frame& frame) { make_printable(frame.title); }
    static void make_printable(Diagram::Arrow& arrow) { make_printable(arrow.label); }
    static void make_printable(Diagram& diagram) {
        make_printable(diagram.boxes);
        make_printable(diagram.grids);
        make_printable(diagram.texts);
        make_printable(diagram.frames);
        make_printable(diagram.arrows);
    }
    static void make_printable(Arcs& arcs) {
        make_printable(arcs.words);
        make_printable(arcs.looked_at);
    }
};

}  // namespace

std::string to_svg(const Figure& figure) {
    check_figure(figure);
    return std::visit([&](const auto& drawing) { return svg_of(figure, drawing); }, figure.drawing);
}

std::string to_terminal(const Figure& given, const Terminal& terminal) {
    check_figure(given);
    Figure figure = given;
    FigureWords::make_printable(figure.title);
    FigureWords::make_printable(figure.alt);
    std::visit([](auto& drawing) { FigureWords::make_printable(drawing); }, figure.drawing);
    std::string result;
    for (const std::string& line : wrap(figure.title, terminal.width))
        result += styled(terminal, Style::strong, line) + "\n";
    const auto draw = [&](const auto& drawing) { return text_of(figure, drawing, terminal); };
    return result + std::visit(draw, figure.drawing);
}

}  // namespace book
