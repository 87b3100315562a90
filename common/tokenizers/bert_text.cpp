#include "tokenizers/bert_text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "text/utf8.h"
#include "tokenizers/bert_text_tables.h"

namespace book {
namespace {

// Of a code point; unassigned for what came after Unicode 8.
utf8proc_category_t category_of(char32_t c) {
    const auto* const range =
        std::lower_bound(std::begin(tables::kSinceUnicode8), std::end(tables::kSinceUnicode8), c,
                         [](const tables::CharacterRange& r, char32_t x) { return r.last < x; });
    if (range != std::end(tables::kSinceUnicode8) && range->first <= c) return UTF8PROC_CATEGORY_CN;
    return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

// Unicode's, which is Python's but for four control characters.
bool is_white(char32_t c) { return is_space(c) && (c < 0x1C || c > 0x1F); }

bool is_cleaned_away(char32_t c) {
    if (c == '\t' || c == '\n' || c == '\r') return false;
    const auto category = category_of(c);
    return c == 0 || c == 0xFFFD || category == UTF8PROC_CATEGORY_CC ||
           category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_CO;
}

// The blocks of unified ideographs. (The published code begins the last but one at U+2B820, Hugging
// Face's at U+2B920.)
bool is_chinese(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B81F) ||
           (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x2F800 && c <= 0x2FA1F);
}

// In ASCII all signs, also $ and +, which Unicode calls symbols.
bool is_punctuation(char32_t c) {
    if (c < 0x80)
        return c > ' ' && c < 0x7F && !(c >= '0' && c <= '9') &&
               !((c | 32) >= 'a' && (c | 32) <= 'z');
    if (c == 0x166D || c == 0x111C9) return true;  // they were in Unicode 8
    switch (category_of(c)) {
        case UTF8PROC_CATEGORY_PC:
        case UTF8PROC_CATEGORY_PD:
        case UTF8PROC_CATEGORY_PS:
        case UTF8PROC_CATEGORY_PE:
        case UTF8PROC_CATEGORY_PI:
        case UTF8PROC_CATEGORY_PF:
        case UTF8PROC_CATEGORY_PO:
            return true;
        default:
            return false;
    }
}

// Letter by letter: no sigma becomes a final one.
void append_lower(std::string& text, char32_t c) {
    if (c == 0x130)
        text += "i\u0307";  // the one letter that becomes two
    else
        append_utf8(text,
                    static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))));
}

void append_letter(std::string& text, char32_t c, BertTextRule rule) {
    const auto append = [&](char32_t part) {
        if (rule.lowercase)
            append_lower(text, part);
        else
            append_utf8(text, part);
    };
    if (!rule.strip_accents || c < 0x80 || category_of(c) == UTF8PROC_CATEGORY_CN) {
        append(c);
        return;
    }
    std::array<utf8proc_int32_t, 16> parts{};  // no decomposition has more than four
    int last_class = 0;
    const utf8proc_ssize_t n =
        utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts.data(), parts.size(),
                                UTF8PROC_DECOMPOSE, &last_class);
    for (utf8proc_ssize_t i = 0; i < n; ++i) {
        const auto part = static_cast<char32_t>(parts[static_cast<std::size_t>(i)]);
        if (category_of(part) != UTF8PROC_CATEGORY_MN) append(part);
    }
}

}  // namespace

std::string bert_text(std::string_view utf8, BertTextRule rule) {
    std::string text;
    text.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) {
        char32_t c = next_code_point(utf8, at);
        if (rule.clean && is_cleaned_away(c)) continue;
        if (rule.clean && is_white(c)) c = ' ';
        const bool apart = rule.chinese_apart && is_chinese(c);
        if (apart) text += ' ';
        append_letter(text, c, rule);
        if (apart) text += ' ';
    }
    return text;
}

void for_each_bert_word(std::string_view text, const std::function<void(std::string_view)>& use) {
    std::size_t begin = 0;  // of the word that is being read
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        const char32_t c = next_code_point(text, at);
        const bool is_sign = is_punctuation(c);
        if (!is_sign && !is_white(c)) continue;
        if (here > begin) use(text.substr(begin, here - begin));
        if (is_sign) use(text.substr(here, at - here));
        begin = at;
    }
    if (begin < text.size()) use(text.substr(begin));
}

}  // namespace book
