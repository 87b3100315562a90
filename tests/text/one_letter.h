// A code point as the bytes that a file holds.
#pragma once

#include <string>

#include "text/utf8.h"

inline std::string utf8(char32_t c) {
    std::string text;
    book::append_utf8(text, c);
    return text;
}
