// Words and arcs between them, in a terminal.
#include "render/drawings.h"

namespace book {

std::string text_of(const Arcs&, const Terminal&) { return ""; }

}  // namespace book
