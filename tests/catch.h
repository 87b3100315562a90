// One header for Catch2 version 2 (Debian 12) and version 3 (Debian 13, Ubuntu 24.04).
//
// Floats are compared with WithinAbs and WithinRel, never with Approx, whose meaning differs; and a
// text that contains another is ContainsText, whose name differs.
#pragma once

#include <string>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
inline auto ContainsText(const std::string& text) {
    return Catch::Matchers::ContainsSubstring(text);
}
#else
#include <catch2/catch.hpp>
inline auto ContainsText(const std::string& text) { return Catch::Matchers::Contains(text); }
#endif

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
