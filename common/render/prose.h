// Markdown as a terminal shows it. md4c reads it, so that a terminal and a browser agree on what it means;
// what comes of each mark is decided here.
#pragma once

#include <string>
#include <string_view>

#include "render/terminal.h"

namespace book {

// Markdown within a line: *emphasis*, **strong**, `code`, [text](address), \* escapes. Where there are
// no colours, code keeps its ticks; an address is shown if it leads out of the book.
std::string render_inline(const Terminal& terminal, std::string_view markdown);

// Paragraphs, headings, lists, quotes and fenced code. There is an empty line where the text has one.
std::string render_prose(const Terminal& terminal, std::string_view markdown);

// Markdown without its marks: what a reader reads. Addresses and comments are left out.
std::string plain_text(std::string_view markdown);
// The same without `code` and fenced code: a sign, U+FFFC, stands where it was, so that the words around
// it do not become one phrase.
std::string plain_text_without_code(std::string_view markdown);

}  // namespace book
