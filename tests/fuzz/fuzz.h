// What the harnesses of this folder share. Each is fed any bytes by libFuzzer, and must find nothing: no
// crash, no hang, no library's own words, and a property that holds for whatever is accepted.
//
//     .ci/fuzz 60 lines         looks for 60 seconds
//     .ci/fuzz 0 lines FILE     tries one input again
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

#include "core/require.h"
#include "host/files.h"
#include "host/scratch_folder.h"

namespace book::fuzz {

inline void hold(bool holds, std::string_view what) {
    if (holds) return;
    fmt::print(stderr, "fuzz: this does not hold: {}\n", what);
    std::abort();
}

// Whether f accepts its input. It may refuse with an InputError; any other exception ends the program.
template <class F>
bool accepts(F f) {
    try {
        f();
        return true;
    } catch (const InputError& error) {
        hold(*error.what() != '\0', "a refusal says something");
        return false;
    }
}

inline std::string path_of(const std::string& name) {
    static const ScratchFolder folder("attention-book-fuzz");
    return (folder.path() / name).string();
}

// A file with these bytes; nobody waits until they are on a disk.
inline std::string file_with(const std::string& name, std::string_view bytes) {
    const std::string path = path_of(name);
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
}

// What libFuzzer calls.
void try_input(std::string_view input);

// The parts of an input, which a byte that no text has stands between.
inline std::string_view next_part(std::string_view& rest) {
    const std::string_view part = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    return part;
}

}  // namespace book::fuzz
