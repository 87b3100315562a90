#include "core/display_width.h"

#include <utf8proc.h>

#include <algorithm>

#include "core/require.h"

namespace book {
namespace {

constexpr char32_t kJoiner = 0x200D;  // glues emoji into one: 👩‍🍳
constexpr char32_t kFirstSkinTone = 0x1F3FB, kLastSkinTone = 0x1F3FF;
constexpr char32_t kBroken = 0xFFFD;

// Controls (but for those below a blank, which printable() names), line separators, and what turns the
// direction of a text, or marks one: "evil\u202Etxt.exe".
bool commands(char32_t c) {
    return (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

int width_of(char32_t c) {
    if (c >= kFirstSkinTone && c <= kLastSkinTone) return 0;  // it colours the emoji before it
    return utf8proc_charwidth(static_cast<utf8proc_int32_t>(c));
}

bool is_emoji(char32_t c) {
    const utf8proc_property_t* p = utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
    return p->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

// Calls f(bytes of one code point, its columns) from left to right until f returns false.
template <class F>
void for_each_code_point(std::string_view text, F f) {
    bool joined = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        const int columns = joined && is_emoji(c) ? 0 : width_of(c);
        joined = c == kJoiner;
        if (!f(text.substr(begin, at - begin), c, columns)) return;
    }
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at;
    const auto left = static_cast<utf8proc_ssize_t>(text.size() - at);
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t length = utf8proc_iterate(bytes, left, &c);
    if (length > 0) {
        at += static_cast<std::size_t>(length);
        return static_cast<char32_t>(c);
    }
    ++at;  // what is broken is passed over byte by byte
    return kBroken;
}

void append_utf8(std::string& text, char32_t c) {
    require(c <= 0x10FFFF, "append_utf8: {:#x} is no code point", static_cast<unsigned>(c));
    const auto add = [&](char32_t byte) { text += static_cast<char>(byte); };
    const auto add_six_bits = [&](int shift) { add(0x80 | ((c >> shift) & 0x3F)); };
    if (c < 0x80) return add(c);
    if (c < 0x800) {
        add(0xC0 | (c >> 6));
    } else if (c < 0x10000) {
        add(0xE0 | (c >> 12));
        add_six_bits(6);
    } else {
        add(0xF0 | (c >> 18));
        add_six_bits(12);
        add_six_bits(6);
    }
    add_six_bits(0);
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
        } else if (c == kBroken || commands(c)) {
            result += "\xEF\xBF\xBD";
        } else {
            result += bytes;
        }
        return true;
    });
    return result;
}

}  // namespace book
