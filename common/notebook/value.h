// A number, a text, or an array of them: what a page names, prints and hands to other programs.
//
// A page never types a number; it names a value in its prose:
//
//     @{score.love.doughnuts:.2f}    0.78          the format is fmt's
//     @{share:.1%}                   99.2%         a share as a percentage
//     @{parameters:,}                1,326,080     thousands
//     @{weights[2]:.2f}              0.35          an element, counted from 0; m[0][1] of a matrix
//     @{weights:.2f}                 (0.21, 0.44, 0.35)
//
// Without a format a number is printed as the shortest text that reads back to the same `real`.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tensor/matrix.h"

namespace book {

class Value {
  public:
    using Array = std::vector<Value>;

    template <std::integral T>
    Value(T x) : data_(static_cast<std::int64_t>(x)) {
        static_assert(!std::same_as<T, bool>, "a claim, not a value: page.check(...)");
    }
    template <std::floating_point T>
    Value(T x) : data_(static_cast<double>(x)) {}
    Value(std::string text) : data_(std::move(text)) {}
    Value(const char* text) : data_(std::string(text)) {}
    Value(std::span<const real> numbers);
    Value(std::span<real> numbers) : Value(std::span<const real>(numbers)) {}
    Value(ConstView matrix);  // an array of rows
    Value(const Matrix& matrix) : Value(matrix.view()) {}
    template <class T>
    Value(const std::vector<T>& items) : data_(Array(items.begin(), items.end())) {}

    bool is_array() const { return std::holds_alternative<Array>(data_); }
    bool is_text() const { return std::holds_alternative<std::string>(data_); }
    const Array& array() const { return std::get<Array>(data_); }
    const std::variant<std::int64_t, double, std::string, Array>& data() const { return data_; }

  private:
    std::variant<std::int64_t, double, std::string, Array> data_;
};

// The shortest text that reads back to the same real: 0.78, not 0.7799999713897705. Whole numbers
// keep all their digits. Not-finite numbers are "inf", "-inf", "nan".
std::string shortest(double x);

// `value` printed with one of the formats above; Error if they do not fit together.
std::string format_value(const Value& value, const std::string& format);

// The format of a value for which nobody chose one: reals have four significant digits, and whole
// numbers keep all that they have.
std::string usual_format(const Value& value);

// Replaces every @{name[i]:format} in `text` by what `print(name, indices, format)` returns.
// Error if one does not close or has no name.
using PrintNamed =
    std::function<std::string(const std::string& name, const std::vector<int>& indices,
                              const std::string& format, bool in_code)>;
std::string interpolate(std::string_view text, const PrintNamed& print);

// The lines of a text, without the spaces at their ends; at least one.
std::vector<std::string_view> text_lines(std::string_view text);

// A raw string literal as it was meant: without the first line break, trailing space and the
// indentation that all its lines share.
std::string dedent(std::string_view text);

}  // namespace book
