#include "cli/show.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "cli/terminal.h"
#include "host/standard_files.h"

namespace book {
namespace {

constexpr int kMostRows = 8, kFirstRows = 5, kLastRows = 2;
constexpr int kIndent = 4;  // of what "Your code printed" shows

std::string number_of(double x) { return std::isnan(x) ? "nan" : fmt::format("{:.5g}", x); }

std::string with_name(std::string_view name, const std::string& rest) {
    return std::string(name) + (name.empty() ? "" : " ") + rest + "\n";
}

int room() { return std::max(20, detect_terminal().width - kIndent); }

void print(const std::string& text) {
    print_to_stdout(text);
    std::fflush(stdout);  // should the program crash, this has been seen
}

// Which of `all` columns, of `width` each, are shown: from the left, as many as fit.
int columns_that_fit(int all, int width, int room) {
    if (all * width <= room) return all;
    return std::max(1, (room - 2) / width);
}

}  // namespace

std::string text_of_matrix(std::string_view name, ConstView x, int width) {
    const bool all_rows = x.rows() <= kMostRows;
    const int first = all_rows ? x.rows() : kFirstRows;
    const auto is_shown = [&](int r) { return r < first || r >= x.rows() - kLastRows; };
    std::size_t widest = 1;
    for (int r = 0; r < x.rows(); ++r)
        for (int c = 0; is_shown(r) && c < x.cols(); ++c)
            widest = std::max(widest, number_of(x(r, c)).size());
    const int cols = columns_that_fit(x.cols(), static_cast<int>(widest) + 2, width);
    std::string text = with_name(name, to_string(x.shape()));
    for (int r = 0; r < x.rows(); ++r) {
        if (!is_shown(r)) {
            if (r == first) text += "  ...\n";
            continue;
        }
        for (int c = 0; c < cols; ++c) text += fmt::format("  {:>{}}", number_of(x(r, c)), widest);
        text += cols < x.cols() ? " …\n" : "\n";
    }
    return text;
}

std::string text_of_numbers(std::string_view name, const std::vector<double>& x, int width) {
    std::size_t widest = 1;
    for (const double number : x) widest = std::max(widest, number_of(number).size());
    const auto all = static_cast<int>(x.size());
    const int shown = columns_that_fit(all, static_cast<int>(widest) + 2, width);
    std::string text =
        with_name(name, fmt::format("({} number{})", x.size(), x.size() == 1 ? "" : "s"));
    if (x.empty()) return text;
    for (int i = 0; i < shown; ++i)
        text += fmt::format("  {:>{}}", number_of(x[static_cast<std::size_t>(i)]), widest);
    return text + (shown < all ? " …\n" : "\n");
}

std::string text_of_number(std::string_view name, double x) {
    return with_name(name, (name.empty() ? "" : "= ") + number_of(x));
}

void show(std::string_view name, ConstView x) { print(text_of_matrix(name, x, room())); }
void show_numbers(std::string_view name, const std::vector<double>& x) {
    print(text_of_numbers(name, x, room()));
}
void show_number(std::string_view name, double x) { print(text_of_number(name, x)); }

}  // namespace book
