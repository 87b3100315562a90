#include "render/terminal.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/display_width.h"
#include "render/figure_parts.h"
#include "render/wrap_code.h"

namespace book {
namespace {

bool starts_with(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

// "- " or "12. ": the width of a list mark at the start of a line, or 0.
std::size_t list_mark(std::string_view line) {
    if (starts_with(line, "- ")) return 2;
    const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
    return digits > 0 && line.substr(digits, 2) == ". " ? digits + 2 : 0;
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

std::string render_inline(const Terminal& terminal, std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto between = [&](std::string_view open, std::string_view close) {
            const std::size_t end = starts_with(text, open) && text.size() > open.size()
                                        ? text.find(close, open.size() + 1)
                                        : std::string_view::npos;
            std::string_view inside;
            if (end != std::string_view::npos) {
                inside = text.substr(open.size(), end - open.size());
                text.remove_prefix(end + close.size());
            }
            return inside;
        };
        std::string_view inside;
        if (text[0] == '\\' && text.size() > 1) {
            result += text[1];
            text.remove_prefix(2);
        } else if (starts_with(text, "<!--") && text.find("-->", 4) != std::string_view::npos) {
            text.remove_prefix(text.find("-->", 4) + 3);
        } else if (!(inside = between("`", "`")).empty()) {
            result += terminal.colour ? styled(terminal, Style::code, inside)
                                      : fmt::format("`{}`", inside);
        } else if (!(inside = between("**", "**")).empty()) {
            result += styled(terminal, Style::strong, render_inline({}, inside));
        } else if (text.size() > 1 && text[1] != ' ' && text[1] != '*' &&
                   !(inside = between("*", "*")).empty()) {
            result += styled(terminal, Style::emphasis, render_inline({}, inside));
        } else if (text[0] == '[' && text.find("](") < text.find(']') + 1) {
            const std::string_view words = between("[", "](");
            const std::string_view address = text.substr(0, text.find(')'));
            result += render_inline(terminal, words);
            if (starts_with(address, "http")) result += fmt::format(" ({})", address);
            text.remove_prefix(std::min(address.size() + 1, text.size()));
        } else {
            result += text[0];
            text.remove_prefix(1);
        }
    }
    return result;
}

std::string render_prose(const Terminal& terminal, std::string_view markdown) {
    std::string result, paragraph, first, rest;  // first, rest: what stands before its lines
    const auto flush = [&] {
        if (paragraph.empty()) return;
        const std::string inline_text = render_inline(terminal, paragraph);
        bool begun = false;
        for (const std::string& line : wrap(inline_text, terminal.width - display_width(first))) {
            result += (begun ? rest : first) + line + "\n";
            begun = true;
        }
        paragraph.clear();
    };
    bool fenced = false;
    std::istringstream lines{std::string(markdown)};
    for (std::string line; std::getline(lines, line);) {
        const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
        const std::string_view body = std::string_view(line).substr(indent);
        if (starts_with(body, "```")) {
            flush();
            fenced = !fenced;
        } else if (fenced) {
            for (const std::string& piece : wrap_code(line, terminal.width - 4))
                result += "    " + styled(terminal, Style::code, piece) + "\n";
        } else if (body.empty()) {
            flush();
            if (!result.empty() && result.substr(result.size() - 1) == "\n") result += "\n";
            first = rest = "";
        } else if (const std::size_t mark = list_mark(body)) {
            flush();
            const std::string sign = mark == 2 ? "• " : std::string(body.substr(0, mark));
            first = std::string(indent, ' ') + sign;
            rest = std::string(indent + mark, ' ');
            paragraph = body.substr(mark);
        } else if (starts_with(body, "> ")) {
            if (first != "│ ") flush();
            first = rest = "│ ";
            paragraph += (paragraph.empty() ? "" : " ") + std::string(body.substr(2));
        } else {
            if (first == "│ ") {
                flush();
                first = rest = "";
            }
            paragraph += (paragraph.empty() ? "" : " ") + std::string(body);
        }
    }
    flush();
    return result;
}

}  // namespace book
