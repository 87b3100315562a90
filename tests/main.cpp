// Catch2's main, compiled once. Version 3 brings its own in a library.
#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif

#include <csignal>

namespace {

// A shell starts what runs behind its back with Ctrl-C ignored, and a program leaves that as it is. The tests
// press Ctrl-C.
[[maybe_unused]] const auto ctrl_c = std::signal(SIGINT, SIG_DFL);
[[maybe_unused]] const auto closed_terminal = std::signal(SIGHUP, SIG_DFL);

}  // namespace
