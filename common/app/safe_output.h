// Standard output, when somebody looks at it: what a stranger's model writes must not command a terminal.
#pragma once

#include <string>
#include <string_view>

namespace book {

// Running text: line ends and tabs stay, other control characters become visible signs.
std::string text_for_terminal(std::string_view text);
// Lines of JSON: what JSON need not escape and a terminal takes for a command (U+009B, U+202E) is escaped.
std::string json_for_terminal(std::string_view json);

}  // namespace book
