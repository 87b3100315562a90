// What an exception says to a reader, whoever threw it: a library's own words never reach one raw.
#pragma once

#include <exception>
#include <string>

namespace book {

// It may quote a file, so printable() (core/display_width.h) goes before a terminal. What is neither an
// InputError, nor a full memory, nor a file's trouble is a mistake in the book, and is called so.
std::string in_words(const std::exception& exception);

}  // namespace book
