#include "render/terminal.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/display_width.h"
#include "render/figure_parts.h"

namespace book {

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
        if (!line.empty() && visible_width(line) + 1 + visible_width(word) > width) {
            lines.push_back(line);
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
        while (visible_width(line) > width) {  // one word, longer than the line
            const std::size_t cut = bytes_that_fit(line, width);
            lines.push_back(line.substr(0, cut));
            line.erase(0, cut);
        }
    }
    if (!line.empty() || lines.empty()) lines.push_back(line);
    return lines;
}

}  // namespace book
