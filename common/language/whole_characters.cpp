#include "language/whole_characters.h"

#include <algorithm>
#include <utility>

namespace book {
namespace {

// How many bytes a character has that begins so; 1 for what begins none.
std::size_t length_from(unsigned char first) {
    if (first >= 0xC2 && first < 0xE0) return 2;
    if (first >= 0xE0 && first < 0xF0) return 3;
    if (first >= 0xF0 && first < 0xF5) return 4;
    return 1;
}

// Where a character begins that the end cuts; the size of the text if none does.
std::size_t cut_character(std::string_view text) {
    const std::size_t longest = std::min<std::size_t>(3, text.size());  // what can be there of one
    for (std::size_t n = 1; n <= longest; ++n) {
        const auto byte = static_cast<unsigned char>(text[text.size() - n]);
        if ((byte & 0xC0) == 0x80) continue;  // not the first of its character
        return length_from(byte) > n ? text.size() - n : text.size();
    }
    return text.size();
}

}  // namespace

std::string WholeCharacters::add(std::string_view bytes) {
    kept_ += bytes;
    const std::size_t end = cut_character(kept_);
    std::string whole = kept_.substr(0, end);
    kept_.erase(0, end);
    return whole;
}

std::string WholeCharacters::rest() { return std::exchange(kept_, {}); }

}  // namespace book
