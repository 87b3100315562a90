// Enumerations that are known by name: in files of results, and on command lines.
#pragma once

#include <cstddef>
#include <string>

#include "core/require.h"

namespace book {

// The value that stands in the list under this name. InputError "start slow: there is none; take uniform or
// chrono", with `what` for "start".
template <class Enum, std::size_t n>
Enum named(const char* what, const char* const (&names)[n], const std::string& name) {
    std::string known;
    for (std::size_t i = 0; i < n; ++i) {
        if (name == names[i]) return static_cast<Enum>(i);
        known += (i == 0 ? "" : i + 1 == n ? " or " : ", ") + std::string(names[i]);
    }
    throw InputError(fmt::format("{} {}: there is none; take {}", what, name, known));
}

}  // namespace book
