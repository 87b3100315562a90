// Markdown as GitHub reads it.
#pragma once

#include <string>
#include <string_view>

#include "notebook/document.h"

namespace book {

// HTML has no place in prose (a terminal could not show it), so a < outside code becomes &lt;.
std::string escape_angles(std::string_view markdown);

// A page of Markdown. With `figures_as_files` it lies in the book: its figures beside it, in figures/,
// and its last line leads to the contents and the glossary. Otherwise figures are drawn as text.
std::string to_markdown(const Document& document, bool figures_as_files);

}  // namespace book
