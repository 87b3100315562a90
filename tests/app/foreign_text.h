// Text that would command a terminal, if it got there as it is.
#pragma once

#include <algorithm>
#include <string>

// Sets the title of a window, turns what follows around, and begins a line of its own.
inline const std::string kEvil = "\x1b]0;x\x07\u009B31m\u202E";

inline bool commands_a_terminal(const std::string& text) {
    const bool controls = std::any_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F;
    });
    return controls || text.find("\u009B") != text.npos || text.find("\u202E") != text.npos;
}
