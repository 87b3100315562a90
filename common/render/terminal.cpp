#include "render/terminal.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <utility>

#include "core/display_width.h"
#include "render/figure_parts.h"

namespace book {

namespace {

struct Letter {
    char32_t code = 0;
    int columns = 0;
    std::size_t end = 0;  // in bytes, behind the colours that end with it
};

// The letters of a text, without the colours.
std::vector<Letter> letters_of(std::string_view text) {
    std::vector<Letter> letters;
    for (std::size_t at = 0; at < text.size();) {
        if (const std::size_t escape = escape_length(text.substr(at))) {
            at += escape;
            if (!letters.empty()) letters.back().end = at;
            continue;
        }
        const std::size_t begin = at;
        const char32_t code = next_code_point(text, at);
        letters.push_back({code, display_width(text.substr(begin, at - begin)), at});
    }
    return letters;
}

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

// May a word go on in the next line between these two? Behind what joins its parts, as in a path, but not
// within a number; and between letters of a script that knows no spaces.
bool may_part(const Letter& before, const Letter& after) {
    static constexpr std::u32string_view kJoins = U"/\\_=|&+", kMarks = U"-.,:;)]}→–—·×";
    const auto is_one_of = [](std::u32string_view signs, const Letter& letter) {
        return signs.find(letter.code) != std::u32string_view::npos;
    };
    if (is_one_of(kJoins, before)) return !is_one_of(kJoins, after);
    if (is_one_of(kMarks, before)) return !is_one_of(kMarks, after) && !is_digit(after.code);
    return before.columns == 2 && after.columns == 2;
}

// A word in parts of at most `width` columns, as long as there are places where it may be parted: half a
// word is no word, and stands in a line that is too narrow for it.
std::vector<std::string> parts_of_word(std::string_view word, int width) {
    const std::vector<Letter> letters = letters_of(word);
    std::vector<std::string> parts;
    std::size_t begin = 0, cut = 0;  // in bytes, and the columns up to there
    int columns = 0, columns_at_begin = 0, columns_at_cut = 0;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        columns += letters[i].columns;
        const bool is_last = i + 1 == letters.size();
        if (!is_last && !may_part(letters[i], letters[i + 1])) continue;
        if (cut > begin && columns - columns_at_begin > width) {
            parts.emplace_back(word.substr(begin, cut - begin));
            begin = cut;
            columns_at_begin = columns_at_cut;
        }
        cut = letters[i].end;
        columns_at_cut = columns;
    }
    parts.emplace_back(word.substr(begin));
    return parts;
}

// A colour that goes on in the next line begins there anew: a pager, which shows any line first, forgets
// it where a line ends.
void carry_colours(std::vector<std::string>& lines) {
    constexpr std::string_view kEnd = "\x1b[0m";
    std::string open;
    for (std::string& line : lines) {
        line.insert(0, open);
        for (std::size_t at = line.find('\x1b'); at < line.size(); at = line.find('\x1b', at + 1))
            if (const std::size_t length = escape_length(std::string_view(line).substr(at));
                length > 1)
                open = line.substr(at, length);
        if (open == kEnd) open.clear();
        if (!open.empty()) line += kEnd;
    }
}

}  // namespace

std::size_t escape_length(std::string_view text) {
    if (text.empty() || text[0] != '\x1b') return 0;
    if (text.size() < 2 || text[1] != '[') return 1;
    const std::size_t end = std::min(text.find_first_not_of("0123456789;:", 2), text.size());
    return end < text.size() && text[end] == 'm' ? end + 1 : 1;
}

std::size_t bytes_that_fit(std::string_view text, int width) {
    std::size_t at = 0;
    int used = 0;
    while (at < text.size()) {
        std::size_t next = at;
        if (const std::size_t escape = escape_length(text.substr(at))) {
            next += escape;
        } else {
            next_code_point(text, next);
            used += display_width(text.substr(at, next - at));
            if (used > width && at > 0) return at;
        }
        at = next;
    }
    return at;
}

std::string styled(const Terminal& terminal, Style style, std::string_view text) {
    if (!terminal.colour || text.empty()) return std::string(text);
    static constexpr const char* kCodes[] = {"1", "3", "36", "2", "32", "1;31", "1"};
    return fmt::format("\x1b[{}m{}\x1b[0m", kCodes[static_cast<int>(style)], text);
}

std::string coloured(const Terminal& terminal, unsigned rgb, std::string_view text) {
    if (!terminal.colour || text.empty()) return std::string(text);
    return fmt::format("\x1b[38;2;{};{};{}m{}\x1b[0m", rgb >> 16, rgb >> 8 & 255, rgb & 255, text);
}

std::string on_ground(unsigned rgb, std::string_view text) {
    return fmt::format("\x1b[{};48;2;{};{};{}m{}\x1b[0m", needs_black_ink(rgb) ? 30 : 97, rgb >> 16,
                       rgb >> 8 & 255, rgb & 255, text);
}

int visible_width(std::string_view text) {
    int width = 0;
    while (!text.empty()) {
        text.remove_prefix(escape_length(text));
        const std::string_view plain = text.substr(0, text.find('\x1b'));
        width += display_width(plain);
        text.remove_prefix(plain.size());
    }
    return width;
}

std::vector<std::string> wrap(std::string_view text, int width) {
    std::vector<std::string> lines;
    std::string line;
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;) {
        if (!line.empty() && visible_width(line) + 1 + visible_width(word) <= width) {
            line += " " + word;
            continue;
        }
        if (!line.empty()) lines.push_back(std::move(line));
        std::vector<std::string> parts = parts_of_word(word, width);
        line = std::move(parts.back());
        parts.pop_back();
        std::move(parts.begin(), parts.end(), std::back_inserter(lines));
    }
    if (!line.empty() || lines.empty()) lines.push_back(line);
    carry_colours(lines);
    return lines;
}

int room_for_words(std::string_view text, int most) {
    int widest = 0;
    for (const std::string& word : wrap(text, 1)) widest = std::max(widest, visible_width(word));
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;)
        if (const int w = visible_width(word); w <= most) widest = std::max(widest, w);
    return widest;
}

std::string beside(const std::string& name, std::string_view words, int column, int width) {
    constexpr int kLeastRoom = 24, kIndentBelow = 6;
    const bool below =
        !name.empty() && (visible_width(name) >= column || width - column < kLeastRoom);
    const int indent = below ? std::min(column, kIndentBelow) : column;
    std::string text = name, before = std::string(static_cast<std::size_t>(indent), ' ');
    if (below)
        text += "\n";
    else
        text += before.substr(static_cast<std::size_t>(visible_width(name)));
    for (const std::string& line : wrap(words, width - indent)) {
        if (text.ends_with('\n')) text += before;
        text += line + "\n";
    }
    return text;
}

std::string hung(const std::string& before, std::string_view words, int width) {
    const int indent = visible_width(before);
    std::string text, margin = before;
    for (const std::string& line : wrap(words, width - indent)) {
        text += margin + line + "\n";
        margin = std::string(static_cast<std::size_t>(indent), ' ');
    }
    return text;
}

}  // namespace book
