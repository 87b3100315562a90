// What gives reason to doubt an answer that passes.
#pragma once

#include <string>

namespace book::teacher {

// May something be used in this text before it has a value? A declaration without one, as in `real sum;`
// or `std::array<real, 4> tops;`; what always begins with a value is left out, and what only looks like
// a declaration. To doubt too often costs a second compilation, and no more.
bool declares_without_value(const std::string& text);

// Of a compiler's lines, the warnings that matter even if all is well: of numbers that nobody gave, of
// tests that always or never hold, of what is lost. Of the rest, a beginner's right answer may have some.
std::string warnings_that_matter(const std::string& lines);

}  // namespace book::teacher
