// Numbers in a text, read as std::from_chars reads them: without a locale, white space or a plus sign.
//
// Not every standard library has that for floating-point numbers (libc++, and so Apple's compiler, came
// late to it). Without it strtod reads what follows the same rules, and gives the same number.
#pragma once

#include <charconv>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace book {

// The number at the start of begin..end: where it stops, and whether there was one (invalid_argument)
// that fits (result_out_of_range). `number` changes only if there was.
std::from_chars_result read_with_strtod(const char* begin, const char* end, double& number);
std::from_chars_result read_with_strtod(const char* begin, const char* end, float& number);

template <class T>
std::from_chars_result read_number(const char* begin, const char* end, T& number) {
#ifndef __cpp_lib_to_chars
    if constexpr (std::is_floating_point_v<T>)
        return read_with_strtod(begin, end, number);
    else
#endif
        return std::from_chars(begin, end, number);
}

// The same for a text that should be nothing but a number: std::errc() if it is.
template <class T>
std::errc read_whole_number(std::string_view text, T& number) {
    const char* const end = text.data() + text.size();
    T read{};
    const auto [stop, error] = read_number(text.data(), end, read);
    if (stop != end) return std::errc::invalid_argument;
    if (error == std::errc()) number = read;
    return error;
}

}  // namespace book
