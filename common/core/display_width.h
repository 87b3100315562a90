// How many columns a text takes in a terminal.
//
// Bytes are not characters and characters are not columns: é is two bytes and one column, 愛 three
// and two, a combining accent two and none. Tables, wrapping and figures all measure with this.
// Text is UTF-8, and utf8proc knows its tables; a byte that is not part of a valid sequence counts as one column (U+FFFD).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace book {

// The code point that begins at `at`, which moves behind it. Broken bytes give U+FFFD, one at a time.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& text, char32_t code_point);  // up to U+10FFFF, or Error

int display_width(std::string_view text);

enum class Align { left, right, centre };
// `text` filled up with spaces to `width` columns; a longer text is left as it is.
std::string pad(std::string_view text, int width, Align align = Align::left);
// The longest beginning of `text` that fits into `width` columns, with "…" where something is lost.
std::string clip(std::string_view text, int width);
// Control characters (an escape, a line feed in a token) become visible signs: ␛, ␊. Broken bytes and what
// turns a line's direction become U+FFFD: the result is always UTF-8, and commands no terminal.
std::string printable(std::string_view text);

}  // namespace book
