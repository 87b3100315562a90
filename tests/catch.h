// One header for Catch2 version 2 (Debian 12) and version 3 (Debian 13, Ubuntu 24.04).
//
// Floats are compared with WithinAbs and WithinRel, never with Approx, whose meaning differs.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
