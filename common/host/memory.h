// How much memory there is.
#pragma once

#include <cstddef>
#include <optional>

namespace book {

// Bytes of this machine; the largest number there is if it will not say.
std::size_t machine_memory();

// Bytes that this program may address, if there is a limit (ulimit -v).
std::optional<std::size_t> address_limit();

// Under such a limit, lets all threads share one heap: glibc would set aside 64 MiB of addresses for each
// of them, though they need a few kilobytes. For the beginning of a program.
void fit_into_address_limit();

}  // namespace book
