#include "core/display_width.h"

#include <algorithm>
#include <iterator>

namespace book {
namespace {

struct Range {
    char32_t first, last;
};

// After Unicode 15: marks that sit on the character before them, and invisible signs.
constexpr Range kZeroWidth[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},   {0x0610, 0x061A},   {0x064B, 0x065F},
    {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},   {0x1AB0, 0x1AFF},   {0x1DC0, 0x1DFF},
    {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064},   {0x20D0, 0x20FF},   {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF},
};
// East Asian wide characters, and emoji that terminals draw two columns wide.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},
    {0x26C4, 0x26C5},   {0x2705, 0x2705},   {0x2728, 0x2728},   {0x274C, 0x274C},
    {0x2753, 0x2755},   {0x2795, 0x2797},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},
    {0x2E80, 0x303E},   {0x3041, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F19A},
    {0x1F200, 0x1F320}, {0x1F32D, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7EB},
    {0x1F90C, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};
constexpr char32_t kJoiner = 0x200D;  // glues emoji into one: 👩‍🍳
constexpr char32_t kBroken = 0xFFFD;

template <std::size_t N>
bool contains(const Range (&ranges)[N], char32_t c) {
    const Range* r = std::lower_bound(std::begin(ranges), std::end(ranges), c,
                                      [](const Range& a, char32_t x) { return a.last < x; });
    return r != std::end(ranges) && r->first <= c;
}

int width_of(char32_t c) {
    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || contains(kZeroWidth, c)) return 0;
    return contains(kWide, c) ? 2 : 1;
}

// Calls f(bytes of one code point, its columns) from left to right until f returns false.
template <class F>
void for_each_code_point(std::string_view text, F f) {
    bool joined = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        const int columns = joined ? 0 : width_of(c);
        joined = c == kJoiner;
        if (!f(text.substr(begin, at - begin), c, columns)) return;
    }
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) -> char32_t {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const std::size_t begin = at;
    const char32_t first = byte(begin);
    at = begin + 1;  // so far: what is broken is passed over byte by byte
    if (first < 0x80) return first;
    if (first < 0xC2 || first > 0xF4) return kBroken;

    std::size_t more = 1;  // bytes that belong to it
    if (first >= 0xE0) more = 2;
    if (first >= 0xF0) more = 3;
    char32_t c = first & (0x3Fu >> more);
    for (std::size_t i = 1; i <= more; ++i) {
        const char32_t next = byte(begin + i);
        if ((next & 0xC0u) != 0x80u) return kBroken;
        c = c << 6 | (next & 0x3Fu);
    }

    const bool too_long = (more == 2 && c < 0x800) || (more == 3 && c < 0x10000);
    const bool half_a_pair = c >= 0xD800 && c <= 0xDFFF;  // of UTF-16's surrogates
    if (too_long || half_a_pair || c > 0x10FFFF) return kBroken;
    at = begin + more + 1;
    return c;
}

int display_width(std::string_view text) {
    int width = 0;
    for_each_code_point(text, [&](std::string_view, char32_t, int columns) {
        width += columns;
        return true;
    });
    return width;
}

std::string pad(std::string_view text, int width, Align align) {
    const int missing = std::max(0, width - display_width(text));
    int left = 0;  // spaces before the text
    if (align == Align::right) left = missing;
    if (align == Align::centre) left = missing / 2;
    return std::string(left, ' ').append(text).append(missing - left, ' ');
}

std::string clip(std::string_view text, int width) {
    if (display_width(text) <= width) return std::string(text);
    std::string result;
    int used = 1;  // the dots
    for_each_code_point(text, [&](std::string_view bytes, char32_t, int columns) {
        used += columns;
        if (used > width) return false;
        result += bytes;
        return true;
    });
    return width > 0 ? result + "…" : "";
}

std::string printable(std::string_view text) {
    std::string result;
    for_each_code_point(text, [&](std::string_view bytes, char32_t c, int) {
        if (c < 0x20) {
            result += {'\xE2', '\x90', static_cast<char>(0x80 + c)};  // U+2400 + c
        } else if (c == kBroken || (c >= 0x7F && c < 0xA0)) {
            result += "\xEF\xBF\xBD";
        } else {
            result += bytes;
        }
        return true;
    });
    return result;
}

}  // namespace book
