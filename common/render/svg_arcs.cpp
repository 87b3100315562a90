// Words and arcs between them, as SVG.
#include "render/drawings.h"
#include "render/svg.h"

namespace book {

std::string svg_of(const Figure& figure, const Arcs&) { return Svg().finish(figure, 100, 100); }

}  // namespace book
