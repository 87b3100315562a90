// show(x): a look at a value while a program runs, for somebody who looks for a mistake.
//
//     show(scores);             (2 x 3)
//                                  1   2   3
//                                  4   5   6
//     show("row", x.row(0));    row (3 numbers)
//                                  1   2   3
//     show("sum", sum);         sum = 6
//
// Matrices and views, rows, vectors and single numbers. As wide as the terminal at most; of what is
// larger, the beginning and the end.
#pragma once

#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "tensor/view.h"

namespace book {

// What show() prints, without the indentation that "Your code printed" adds.
std::string text_of_matrix(std::string_view name, ConstView x, int width);
std::string text_of_numbers(std::string_view name, const std::vector<double>& x, int width);
std::string text_of_number(std::string_view name, double x);

void show(std::string_view name, ConstView x);
void show_numbers(std::string_view name, const std::vector<double>& x);
void show_number(std::string_view name, double x);

template <class T>
concept Number = std::is_arithmetic_v<std::remove_cvref_t<T>>;
template <class T>
concept Numbers = !std::is_convertible_v<T, std::string_view> && requires(const T& x) {
    std::end(x);
    requires Number<decltype(*std::begin(x))>;
};

void show(std::string_view name, Number auto x) { show_number(name, static_cast<double>(x)); }
void show(std::string_view name, const Numbers auto& x) {
    std::vector<double> copy;
    for (const auto number : x) copy.push_back(static_cast<double>(number));
    show_numbers(name, copy);
}
void show(const auto& x) { show("", x); }

}  // namespace book
