// Text as UTF-8: checked at the door, cut at white space, lower-cased.
//
// A std::string of the book is UTF-8. lines.h lets nothing else in, so everybody behind it may
// trust its text. The functions here accept any bytes all the same: what is no UTF-8 is nobody's
// letter and stays as it is.
//
// White space and lower case are those of Python's str.split() and str.lower(), code point by
// code point, because sacreBLEU is written in Python and bleu.h agrees with it to the last digit.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/display_width.h"  // next_code_point, append_utf8

namespace book {

// Where the first byte stands that belongs to no code point (overlong forms, surrogates and what
// is beyond U+10FFFF are none); npos if all is well.
std::size_t first_invalid_utf8(std::string_view text);
void require_utf8(std::string_view text);     // InputError names that byte
std::string as_utf8(std::string_view bytes);  // U+FFFD for each of those

// Lower case, with its two rules that look beyond one letter: a sigma at the end of a word becomes
// the final one, and U+0130 (I with a dot, Turkish) becomes i and a combining dot.
std::string to_lower(std::string_view text);

bool is_space(char32_t code_point);
bool is_control(char32_t code_point);                              // U+0000..U+001F, U+007F..U+009F
std::string_view trim_right(std::string_view text);                // no white space at the end
std::vector<std::string_view> split_words(std::string_view text);  // cut at white space

// What a line of text says, and nothing that cannot be seen: white space of every kind and control
// characters are blanks, what takes no room (a soft hyphen, a zero-width space, a word joiner, a byte
// order mark) is left out, and so are blanks at either end.
std::string tidy(std::string_view text);

}  // namespace book
