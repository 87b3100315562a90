#include "render/figure.h"

#include <variant>

#include "render/drawings.h"

namespace book {
namespace {

// A diagram alone may need the words of its figure.
template <class Drawing>
std::string text_of(const Figure&, const Drawing& drawing, const Terminal& terminal) {
    return text_of(drawing, terminal);
}

}  // namespace

std::string to_svg(const Figure& figure) {
    check_figure(figure);
    return std::visit([&](const auto& drawing) { return svg_of(figure, drawing); }, figure.drawing);
}

std::string to_terminal(const Figure& figure, const Terminal& terminal) {
    check_figure(figure);
    std::string result;
    for (const std::string& line : wrap(figure.title, terminal.width))
        result += styled(terminal, Style::strong, line) + "\n";
    const auto draw = [&](const auto& drawing) { return text_of(figure, drawing, terminal); };
    return result + std::visit(draw, figure.drawing);
}

}  // namespace book
