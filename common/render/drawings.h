// The drawings of the kinds of figures (notebook/figure.h), a file each: for a page and for a
// terminal. render/figure.h checks a figure and gives it its title.
#pragma once

#include <string>

#include "notebook/figure.h"
#include "render/terminal.h"

namespace book {

// A whole file of SVG; its title and its text alternative are the figure's.
std::string svg_of(const Figure& figure, const Plot& plot);
std::string svg_of(const Figure& figure, const HeatMap& map);
std::string svg_of(const Figure& figure, const Bars& bars);
std::string svg_of(const Figure& figure, const Tree& tree);
std::string svg_of(const Figure& figure, const Diagram& diagram);
std::string svg_of(const Figure& figure, const Arcs& arcs);

// In Unicode: braille dots for curves, shades and numbers for heat maps, eighths for bars. No line is
// wider than the terminal. Without colour, signs and shades still tell series apart.
std::string text_of(const Plot& plot, const Terminal& terminal);
std::string text_of(const HeatMap& map, const Terminal& terminal);
std::string text_of(const Bars& bars, const Terminal& terminal);
std::string text_of(const Tree& tree, const Terminal& terminal);
// Where the terminal is too narrow, the figure in words.
std::string text_of(const Figure& figure, const Diagram& diagram, const Terminal& terminal);
std::string text_of(const Arcs& arcs, const Terminal& terminal);

}  // namespace book
