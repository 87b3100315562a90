// A line of code, or of a formula, in a window that is narrower than the line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace book {

// Where the // comment of a line begins, or npos: a // in a string or in an address is none.
std::size_t find_comment(std::string_view line);

// Pieces of at most `width` columns. Spaces inside a piece are kept; the pieces after the first hang
// four columns further in.
//
//     const Matrix queries = randn({draws, d}, rng);  // (draws x d)  one in a row
//
// in 40 columns becomes
//
//     const Matrix queries =
//         randn({draws, d}, rng);
//         // (draws x d)  one in a row
//
// A line breaks behind a comma or an operator rather than elsewhere, and inside a name or a number
// only if that alone is wider than the window; a string breaks between words, if it must. What goes
// on from a comment begins with // itself, below it or at the hanging indent: no comment looks
// like code.
std::vector<std::string> wrap_code(std::string_view line, int width);

}  // namespace book
