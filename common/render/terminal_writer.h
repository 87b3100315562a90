// A document as a terminal shows it.
#pragma once

#include <string>

#include "notebook/document.h"
#include "render/terminal.h"

namespace book {

std::string to_terminal(const Document& document, const Block& block, const Terminal& terminal);
std::string to_terminal(const Document& document, const Terminal& terminal);  // all of it

}  // namespace book
