// Work that is shared out by hand: "2/5" is the second of five parts, every fifth item from the second on.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/read_number.h"
#include "core/require.h"

namespace book {

// InputError if that is no part.
template <class T>
std::vector<T> part_of(const std::vector<T>& items, const std::string& part) {
    const std::size_t slash = std::min(part.find('/'), part.size());
    int which = 0;
    int parts = 0;
    const bool is_read = slash < part.size() &&
                         read_whole_number(part.substr(0, slash), which) == std::errc() &&
                         read_whole_number(part.substr(slash + 1), parts) == std::errc();
    require_input(is_read && which >= 1 && which <= parts,
                  "part {}: there is none; say 1/4 for the first of four", part);
    std::vector<T> some;
    for (std::size_t i = static_cast<std::size_t>(which) - 1; i < items.size();
         i += static_cast<std::size_t>(parts))
        some.push_back(items[i]);
    return some;
}

}  // namespace book
