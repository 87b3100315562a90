// Standard input, output and error: each has one door, which waits where it has to, and says what failed.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace book {

// At the start of a program: a closed standard file would lend its number to the next one that is opened,
// and what is printed would land in there. What takes its place fails as a closed one does.
void hold_standard_files();

// Waits for standard input, and takes what is there: so many bytes; 0 at its end. InputError if it cannot
// be read.
std::size_t read_from_stdin(std::span<char> buffer);

// InputError if standard output does not take it (a full disk).
void print_to_stdout(std::string_view text);

// Whatever is said on standard error: if nobody can hear it (a full disk), nothing comes of that.
void print_to_stderr(std::string_view text) noexcept;

}  // namespace book
