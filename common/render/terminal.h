// What a terminal can show: its width and its colours.
//
// (Which terminal there is: cli/terminal.h.)
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace book {

struct Terminal {
    int width = 80;
    bool colour = false;
};

enum class Style { strong, emphasis, code, dim, good, bad, heading };
// The text between the escape codes of a style, or as it is where there are no colours.
std::string styled(const Terminal& terminal, Style style, std::string_view text);
// One of the book's colours for series (render/figure_parts.h), as foreground.
std::string coloured(const Terminal& terminal, unsigned rgb, std::string_view text);
// A coloured cell: `text` on a ground of `rgb`, black or white, whichever reads better.
std::string on_ground(unsigned rgb, std::string_view text);

// The length of the colour's escape code at the start of a text, or 0. An escape that begins none is
// one itself: it takes no room, and is one byte long.
std::size_t escape_length(std::string_view text);
// Columns of a text that may hold escape codes.
int visible_width(std::string_view text);
// The bytes of a text's beginning that fits into `width` columns: at least one character's.
std::size_t bytes_that_fit(std::string_view text, int width);

// Lines of at most `width` columns, broken at spaces. A longer word is parted behind a sign that joins
// its parts, as in a path; where there is none, it is wider than its line. Each line
// has its colours for itself. (For code: render/wrap_code.h.)
std::vector<std::string> wrap(std::string_view text, int width);
// The columns that wrap() needs so that no word is parted that is at most `most` wide, and no line is wider.
int room_for_words(std::string_view text, int most);

// A name, and from `column` on what is said of it, in as many lines as that needs; below the name, where
// there is no room beside it.
std::string beside(const std::string& name, std::string_view words, int column, int width);

// A text behind `before`, its further lines below its beginning.
std::string hung(const std::string& before, std::string_view words, int width);

}  // namespace book
