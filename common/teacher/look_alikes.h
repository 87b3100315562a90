// Signs that look like C++, or like nothing, and are neither: a no-break space, a minus of mathematics.
// They come with code that is copied from a page or a chat.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace book::teacher {

struct LookAlike {
    char32_t sign = 0;
    std::size_t at = 0;        // its first byte
    const char* name = "";     // "a no-break space"
    const char* instead = "";  // "a blank"; "": it is to go

    bool found() const { return sign != 0; }
    std::string words() const;  // a sentence that names it, and says what to type
};

// The first one from byte number `from` on.
LookAlike find_look_alike(std::string_view code, std::size_t from);

}  // namespace book::teacher
