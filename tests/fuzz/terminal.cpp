// Any bytes, in a window of 1 to 200 columns: nothing hangs, nothing is lost, no line is too wide, and
// nothing that is shown safely commands a terminal.
#include "render/terminal.h"

#include <algorithm>

#include "core/display_width.h"
#include "fuzz.h"
#include "render/plain_words.h"
#include "render/prose.h"
#include "render/wrap_code.h"
#include "text/utf8.h"

namespace book::fuzz {
namespace {

constexpr int kWidest = 2;  // a character takes at most so many columns

// All bytes but white space and those in `without`.
std::string seen(std::string_view text, std::string_view without = "") {
    std::string bytes;
    for (char c : text)
        if (std::string_view(" \t\n\v\f\r").find(c) == std::string_view::npos &&
            without.find(c) == std::string_view::npos)
            bytes += c;
    return bytes;
}

std::string without_colours(std::string_view text) {
    std::string bytes;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t escape = escape_length(text.substr(at));
        if (escape <= 1) bytes += text[at];
        at += std::max<std::size_t>(escape, 1);
    }
    return bytes;
}

// Each line has its colours for itself, so those may come more than once.
void try_wrap(std::string_view text, int width) {
    std::string all;
    for (const std::string& line : wrap(text, width)) {
        const bool is_word = line.find(' ') == std::string::npos;  // which may not be broken
        hold(is_word || visible_width(line) <= std::max(width, kWidest), "no line is too wide");
        all += without_colours(line);
    }
    hold(seen(all) == seen(without_colours(text)), "wrap loses nothing");
}

void try_wrap_code(std::string_view line, int width) {
    const int narrowest = 10;  // half an indent, a comment's // and a character
    std::string all;
    for (const std::string& piece : wrap_code(line, width)) {
        hold(visible_width(piece) <= std::max(width, narrowest), "no line of code is too wide");
        all += piece;
    }
    hold(seen(all, "/") == seen(line, "/"), "wrap_code loses nothing");
}

void try_safety(std::string_view text, int width) {
    const std::string shown = printable(text);
    hold(first_invalid_utf8(shown) == shown.npos, "what is printable is UTF-8");
    for (std::size_t at = 0; at < shown.size();)
        hold(!is_control(next_code_point(shown, at)), "it has no control character");
    hold(display_width(clip(text, width)) <= width, "what is clipped fits");
    hold(display_width(pad(text, width)) >= width, "what is padded fills its place");
}

}  // namespace

void try_input(std::string_view input) {
    if (input.empty()) return;
    const int width = 1 + static_cast<unsigned char>(input.front()) % 200;
    const std::string_view text = input.substr(1);
    try_wrap(text, width);
    try_wrap_code(text.substr(0, text.find('\n')), width);
    try_safety(text, width);
    for (const bool colour : {false, true}) {
        const Terminal terminal{width, colour};
        render_prose(terminal, text);
        render_inline(terminal, text);
    }
    const bool has_escape = text.find('\x1b') != text.npos;
    if (!has_escape)
        hold(render_prose(Terminal{width, false}, text).find('\x1b') == std::string::npos,
             "without colours there is no escape");
    plain_text_without_code(text);
    slug(text);
}

}  // namespace book::fuzz
