// Markdown as GitHub reads it.
#pragma once

#include <string>
#include <string_view>

namespace book {

// Plain text that Markdown leaves alone: <end> stays <end>, a_b and a|b stay as they are.
std::string escape_markdown(std::string_view text);

// HTML has no place in prose (a terminal could not show it), so a < outside code becomes &lt;.
std::string escape_angles(std::string_view markdown);

// A number that depends on the clock, between two comments that a reader does not see:
// <!--time train.seconds-->12.3<!--/time-->. The weaver looks for them.
std::string mark_timing(std::string_view name, std::string_view number);

}  // namespace book
