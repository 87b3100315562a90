// Plain text that Markdown leaves alone: <end> stays <end>, a_b and a|b stay as they are.
#pragma once

#include <string>
#include <string_view>

namespace book {

inline std::string escape_markdown(std::string_view text) {
    std::string result;
    for (char c : text) {
        if (std::string_view("\\`*_<>[]|~#$").find(c) != std::string_view::npos) result += '\\';
        result += c;
    }
    return result;
}

}  // namespace book
