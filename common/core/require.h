// Errors. A function that cannot do what it was asked throws, and says what it was given.
#pragma once

#include <fmt/core.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace book {

// Something was used wrongly: shapes that do not fit, an index out of range. A mistake in a program.
class Error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// The reader's input is wrong: a file, an option, a line of text. One line that says what, where
// and how to mend it. Programs print it to standard error and end with status 2.
class InputError : public Error {
  public:
    using Error::Error;
};

// Throws Error with the formatted message unless `ok`. The message is formatted only when needed.
//
//     require(a.cols() == b.rows(), "matmul: {} times {}", a.shape(), b.shape());
template <class... Args>
void require(bool ok, fmt::format_string<Args...> message, Args&&... args) {
    if (!ok) [[unlikely]]
        throw Error(fmt::format(message, std::forward<Args>(args)...));
}

// The same for what comes from outside: throws InputError.
template <class... Args>
void require_input(bool ok, fmt::format_string<Args...> message, Args&&... args) {
    if (!ok) [[unlikely]]
        throw InputError(fmt::format(message, std::forward<Args>(args)...));
}

}  // namespace book
