// Where a real model lies on this machine: none comes with the book, and tests that want one say so when
// there is none.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

// The path that `variable` says; else `inside` of a Python package, wherever pip has put it.
inline std::optional<std::filesystem::path> real_model(const char* variable,
                                                       const std::string& inside) {
    namespace fs = std::filesystem;
    if (const char* const path = std::getenv(variable)) return fs::path(path);
    std::error_code ignored;
    const char* const home = std::getenv("HOME");
    for (const fs::path& root : {fs::path(home ? home : "/") / ".local/lib", fs::path("/usr/lib"),
                                 fs::path("/usr/local/lib")})
        for (const auto& python : fs::directory_iterator(root, ignored))
            for (const char* packages : {"site-packages", "dist-packages"})
                if (fs::exists(python.path() / packages / inside, ignored))
                    return python.path() / packages / inside;
    return std::nullopt;
}
