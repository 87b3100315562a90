// What an exception says to a reader, whoever threw it: a library's own words never reach one raw.
#pragma once

#include <exception>
#include <string>

namespace book {

// It may quote a file, so printable() (core/display_width.h) goes before a terminal. What comes from no code of ours, and is neither a full memory nor a file, is a mistake in
// the book, and is called so.
std::string in_words(const std::exception& exception);

}  // namespace book
