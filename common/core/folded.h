// Texts as a search compares them: "Où" is "ou", and "MASK" is "mask".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace book {

struct Folded {
    std::string text;                 // in small letters, without accents; a space for each blank
    std::vector<std::size_t> places;  // for each byte: where in the original its letter begins;
                                      // and at last the original's end
};
Folded fold(std::string_view text);

// Where `words`, which is folded, begins a word of the text, from `from` on; npos if nowhere. Only at its
// beginning: "art" is not looked for in the middle of "part".
std::size_t find_folded(const std::string& text, const std::string& words, std::size_t from = 0);

}  // namespace book
