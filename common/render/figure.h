// Drawing a figure (notebook/figure.h).
#pragma once

#include <string>

#include "notebook/figure.h"
#include "render/terminal.h"

namespace book {

std::string to_svg(const Figure& figure);
std::string to_terminal(const Figure& figure, const Terminal& terminal);

}  // namespace book
