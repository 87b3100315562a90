// How page.json calls what the document model has enumerations for. What writes a page and what reads
// one back share these lists.
#pragma once

#include <array>
#include <cstddef>

namespace book {

// In the order of the enumerations.
inline constexpr std::array kScales{"linear", "log"};
inline constexpr std::array kPlotKinds{"line", "points", "arrow"};
inline constexpr std::array kLooks{"plain", "lit", "grey"};
inline constexpr std::array kSides{"any", "left", "right", "top", "bottom"};
inline constexpr std::array kLines{"solid", "dashed", "heavy"};
inline constexpr std::array kCodeKinds{"cell", "setup", "excerpt"};
inline constexpr std::array kOptionKinds{"whole number", "number", "text",
                                         "texts",        "flag",   "choice"};

template <std::size_t n, class Enum>
constexpr const char* word_for(const std::array<const char*, n>& words, Enum value) {
    return words[static_cast<std::size_t>(value)];
}

}  // namespace book
