#include "render/figure.h"

#include <type_traits>
#include <variant>

#include "render/drawings.h"

namespace book {

std::string to_svg(const Figure& figure) {
    check_figure(figure);
    return std::visit([&](const auto& drawing) { return svg_of(figure, drawing); }, figure.drawing);
}

std::string to_terminal(const Figure& figure, const Terminal& terminal) {
    check_figure(figure);
    std::string result;
    for (const std::string& line : wrap(figure.title, terminal.width))
        result += styled(terminal, Style::strong, line) + "\n";
    return result + std::visit(
                        [&](const auto& drawing) {
                            if constexpr (std::is_same_v<decltype(drawing), const Diagram&>)
                                return text_of(figure, drawing, terminal);
                            else
                                return text_of(drawing, terminal);
                        },
                        figure.drawing);
}

}  // namespace book
