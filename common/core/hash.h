// A hash that is the same on every machine: FNV-1a (Fowler, Noll and Vo), 64 bits. std::hash differs
// between libraries.
#pragma once

#include <cstdint>
#include <string_view>

namespace book {

inline constexpr std::uint64_t kHashOfNothing = 0xCBF29CE484222325u;

// Of `text`, behind a text that had the hash `before`.
constexpr std::uint64_t hash_of(std::string_view text, std::uint64_t before = kHashOfNothing) {
    std::uint64_t hash = before;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001B3u;
    }
    return hash;
}

}  // namespace book
