// A file of safetensors from any bytes: its header's length is put before them, for no fuzzer guesses it. The
// header ends at the first byte 0; numbers follow.
#pragma once

#include <cstring>

#include "fuzz.h"

namespace book::fuzz {

inline std::string safetensors_with(const std::string& name, std::string_view input) {
    const std::string_view header = next_part(input);
    const std::uint64_t length = header.size();
    std::string bytes(sizeof length, '\0');
    std::memcpy(bytes.data(), &length, sizeof length);
    return file_with(name, bytes.append(header).append(input));
}

}  // namespace book::fuzz
