#include "core/read_number.h"

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <string>

namespace book {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
// As a small letter, if it is a letter; other signs become others, but none becomes a letter.
char small(char c) { return static_cast<char>(c | 0x20); }
// What may stand in the parentheses of nan(...).
bool is_in_nan(char c) { return is_digit(c) || c == '_' || (small(c) >= 'a' && small(c) <= 'z'); }

// Where a word that strtod knows ends, whatever its case; `at` if it does not stand there.
const char* behind_word(const char* at, const char* end, std::string_view word) {
    const char* next = at;
    for (const char c : word) {
        if (next == end || small(*next) != c) return at;
        ++next;
    }
    return next;
}

const char* behind_digits(const char* at, const char* end) {
    while (at != end && is_digit(*at)) ++at;
    return at;
}

// Where the infinity or the nan at `at` ends, perhaps one like nan(0).
const char* behind_special(const char* at, const char* end) {
    for (const std::string_view word : {"infinity", "inf"})
        if (const char* next = behind_word(at, end, word); next != at) return next;
    const char* const nan = behind_word(at, end, "nan");
    if (nan == at || nan == end || *nan != '(') return nan;
    const char* next = nan + 1;
    while (next != end && is_in_nan(*next)) ++next;
    return next != end && *next == ')' ? next + 1 : nan;
}

// Where 12, 12.5, .5 or 1.5e-7 ends; `at` if no digit stands there.
const char* behind_decimal(const char* at, const char* end) {
    const char* next = behind_digits(at, end);
    std::ptrdiff_t digits = next - at;
    if (next != end && *next == '.') {
        const char* const point = next;
        next = behind_digits(point + 1, end);
        digits += next - (point + 1);
    }
    if (digits == 0) return at;
    if (next == end || small(*next) != 'e') return next;
    const char* exponent = next + 1;
    if (exponent != end && (*exponent == '+' || *exponent == '-')) ++exponent;
    const char* const last = behind_digits(exponent, end);
    return last != exponent ? last : next;  // 2em is 2, and then "em"
}

bool has_digit_but_zero(std::string_view text) {
    return text.substr(0, text.find_first_of("eE")).find_first_of("123456789") !=
           std::string_view::npos;
}

template <class T>
std::from_chars_result read(const char* begin, const char* end, T& number,
                            T (*convert)(const char*, char**)) {
    const char* const unsigned_part = begin != end && *begin == '-' ? begin + 1 : begin;
    const char* const special = behind_special(unsigned_part, end);
    const bool is_special = special != unsigned_part;
    const char* const stop = is_special ? special : behind_decimal(unsigned_part, end);
    if (stop == unsigned_part) return {begin, std::errc::invalid_argument};
    const std::string text(begin, stop);
    const T value = convert(text.c_str(), nullptr);
    const bool too_large = std::isinf(value);
    const bool too_small = value == 0 && has_digit_but_zero(text);
    if (!is_special && (too_large || too_small)) return {stop, std::errc::result_out_of_range};
    number = value;
    return {stop, std::errc()};
}

}  // namespace

std::from_chars_result read_with_strtod(const char* begin, const char* end, double& number) {
    return read(begin, end, number, std::strtod);
}
std::from_chars_result read_with_strtod(const char* begin, const char* end, float& number) {
    return read(begin, end, number, std::strtof);
}

}  // namespace book
