// What the code of a page prints: fmt::print, but onto the page.
//
//     print("result is {}\n", to_string(result));   in a cell, as a reader would write it
//     page.output(take_printed());                  the page shows it, once
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

namespace book {

inline std::string printed;  // since it was last taken

template <class... Args>
void print(fmt::format_string<Args...> text, Args&&... args) {
    printed += fmt::format(text, std::forward<Args>(args)...);
}

inline std::string take_printed() { return std::exchange(printed, ""); }

}  // namespace book
