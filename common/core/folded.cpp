#include "core/folded.h"

#include <utf8proc.h>

#include <array>

#include "core/display_width.h"

namespace book {
namespace {

bool is_letter_or_digit(char32_t c) {
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_ND:
            return true;
        default:
            return false;
    }
}

// Does a word begin at `at`? Also one of 愛愛愛, where nobody puts spaces: whatever is no letter before it.
bool begins_word(const std::string& text, std::size_t at) {
    if (at == 0) return true;
    std::size_t before = at - 1;
    while (before > 0 && (static_cast<unsigned char>(text[before]) & 0xC0) == 0x80) --before;
    std::size_t here = at;
    return !is_letter_or_digit(next_code_point(text, before)) ||
           !is_letter_or_digit(next_code_point(text, here));
}

}  // namespace

Folded fold(std::string_view text) {
    constexpr auto kHow =
        static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK);
    Folded folded;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        std::array<utf8proc_int32_t, 16> parts{};
        int last_class = 0;
        const utf8proc_ssize_t n = utf8proc_decompose_char(
            static_cast<utf8proc_int32_t>(c), parts.data(), parts.size(), kHow, &last_class);
        for (utf8proc_ssize_t i = 0; i < n; ++i) {
            const auto part = static_cast<char32_t>(parts[static_cast<std::size_t>(i)]);
            const bool blank = part == U'\n' || part == U'\t' || part == U'\r' || part == U'\u00A0';
            append_utf8(folded.text, blank ? U' ' : part);
        }
        folded.places.resize(folded.text.size(), begin);
    }
    folded.places.push_back(text.size());
    return folded;
}

std::size_t find_folded(const std::string& text, const std::string& words, std::size_t from) {
    for (std::size_t at = text.find(words, from); at != std::string::npos;
         at = text.find(words, at + 1))
        if (begins_word(text, at)) return at;
    return std::string::npos;
}

}  // namespace book
