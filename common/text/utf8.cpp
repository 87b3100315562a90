#include "text/utf8.h"

#include <algorithm>
#include <iterator>

#include "core/require.h"
#include "text/utf8_tables.h"

namespace book {
namespace {

template <std::size_t N>
bool contains(const char32_t (&flips)[N], char32_t c) {
    const auto above = std::upper_bound(std::begin(flips), std::end(flips), c);
    return (above - std::begin(flips)) % 2 == 1;
}

char32_t lower(char32_t c) {
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
    const auto run =
        std::lower_bound(std::begin(tables::kLower), std::end(tables::kLower), c,
                         [](const tables::CaseRun& r, char32_t x) { return r.last < x; });
    if (run == std::end(tables::kLower) || c < run->first) return c;
    if ((c - run->first) % static_cast<char32_t>(run->step) != 0) return c;
    return static_cast<char32_t>(static_cast<std::int64_t>(c) + run->delta);
}

constexpr char32_t kSigma = 0x3A3;

// Lower-cases a sigma that stands before `rest`. It is a final one if there is a letter before it
// and none behind it, with nothing between but marks and the like.
char32_t lower_sigma(std::string_view rest, bool behind_letter) {
    bool before_letter = false;
    for (std::size_t at = 0; at < rest.size();) {
        const char32_t c = next_code_point(rest, at);
        if (contains(tables::kPartOfWord, c)) continue;
        before_letter = contains(tables::kCased, c);
        break;
    }
    return behind_letter && !before_letter ? 0x3C2 : 0x3C3;
}

}  // namespace

std::size_t first_invalid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const bool replaced = next_code_point(text, at) == 0xFFFD;  // U+FFFD itself has three bytes
        if (replaced && at == begin + 1) return begin;
    }
    return std::string_view::npos;
}

void require_utf8(std::string_view text) {
    const std::size_t at = first_invalid_utf8(text);
    if (at != std::string_view::npos)
        throw InputError(fmt::format("invalid UTF-8 at byte {} (0x{:02X})", at + 1,
                                     static_cast<unsigned char>(text[at])));
}

std::string as_utf8(std::string_view bytes) {
    std::string text;
    for (std::size_t at = 0; at < bytes.size();) append_utf8(text, next_code_point(bytes, at));
    return text;
}

std::string to_lower(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    // Only a capital sigma asks what stands around it.
    const bool has_sigma = text.find("\u03A3") != std::string_view::npos;
    bool behind_letter = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        const char32_t l = c == kSigma ? lower_sigma(text.substr(at), behind_letter) : lower(c);
        if (c == 0x130) {
            result += "i\u0307";
        } else if (l == c) {
            result += text.substr(begin, at - begin);
        } else {
            append_utf8(result, l);
        }
        if (has_sigma && !contains(tables::kPartOfWord, c))
            behind_letter = contains(tables::kCased, c);
    }
    return result;
}

bool is_space(char32_t c) {
    if (c < 0x80) return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F);
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

std::string_view trim_right(std::string_view text) {
    std::size_t end = 0;  // behind the last code point that is not white space
    for (std::size_t at = 0; at < text.size();)
        if (!is_space(next_code_point(text, at))) end = at;
    return text.substr(0, end);
}

std::vector<std::string_view> split_words(std::string_view text) {
    std::vector<std::string_view> words;
    std::size_t begin = 0;  // of the word that is being read
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = at;
        if (!is_space(next_code_point(text, at))) continue;
        if (end > begin) words.push_back(text.substr(begin, end - begin));
        begin = at;
    }
    if (begin < text.size()) words.push_back(text.substr(begin));
    return words;
}

std::string tidy(std::string_view text) {
    std::string line;
    line.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        if (c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF) continue;  // takes no room
        if (!is_space(c) && !is_control(c))
            line += text.substr(begin, at - begin);
        else if (!line.empty())
            line += ' ';
    }
    line.resize(trim_right(line).size());
    return line;
}

}  // namespace book
