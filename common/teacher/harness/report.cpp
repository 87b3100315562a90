#include "teacher/harness/report.h"

#include <algorithm>
#include <cmath>

#include "cli/terminal.h"

namespace book::teacher {
namespace {

constexpr double kTolerance = 1e-4;
constexpr int kShownRows = 6, kShownCols = 7;  // of a matrix: 80 columns hold them
constexpr int kIndent = 4;

struct Place {
    int row = -1, col = -1;  // -1: nowhere
};

// Where two matrices of one shape first differ.
Place first_difference(ConstView got, ConstView expected) {
    for (int r = 0; r < got.rows(); ++r)
        for (int c = 0; c < got.cols(); ++c)
            if (!same_number(got(r, c), expected(r, c))) return {r, c};
    return {};
}

std::string number_text(real x) {
    return std::isnan(x) ? "nan" : fmt::format("{:.5g}", static_cast<double>(x));  // never "-nan"
}

// The part of a matrix that is shown: a large one around the place that matters.
struct Window {
    int row = 0, col = 0, rows = 0, cols = 0;
};

Window window_around(Shape shape, Place at) {
    const auto begin = [](int place, int shown, int all) {
        return std::clamp(place - shown / 2, 0, std::max(all - shown, 0));
    };
    return {begin(at.row, kShownRows, shape.rows), begin(at.col, kShownCols, shape.cols),
            std::min(shape.rows, kShownRows), std::min(shape.cols, kShownCols)};
}

int widest(ConstView m, const Window& w) {
    std::size_t width = 1;
    for (int r = w.row; r < w.row + w.rows; ++r)
        for (int c = w.col; c < w.col + w.cols; ++c)
            width = std::max(width, number_text(m(r, c)).size());
    return static_cast<int>(width);
}

std::string heading(const std::string& name, Shape shape, const Window& w) {
    std::string text = fmt::format("  {} {}", name, to_string(shape));
    if (w.rows < shape.rows || w.cols < shape.cols)
        text += fmt::format(", here rows {} to {} and columns {} to {}", w.row, w.row + w.rows - 1,
                            w.col, w.col + w.cols - 1);
    return text + "\n";
}

// A table of numbers, `width` wide each; those that differ from `expected` (if there is one) stand in
// brackets.
std::string table(ConstView m, const Window& w, int width, const ConstView* expected = nullptr) {
    const Terminal terminal = detect_terminal();
    std::string text;
    for (int r = w.row; r < w.row + w.rows; ++r) {
        text += std::string(kIndent, ' ');
        for (int c = w.col; c < w.col + w.cols; ++c) {
            const std::string number = fmt::format("{:>{}}", number_text(m(r, c)), width);
            const bool wrong = expected != nullptr && !same_number(m(r, c), (*expected)(r, c));
            text += wrong ? styled(terminal, Style::bad, "[" + number + "]") : " " + number + " ";
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += "\n";
    }
    return text;
}

std::string whole(const std::string& name, ConstView m) {
    const Window w = window_around(m.shape(), {});
    return heading(name, m.shape(), w) + table(m, w, widest(m, w));
}

}  // namespace

bool same_number(real got, real expected) {
    if (std::isnan(got) || std::isnan(expected)) return std::isnan(got) && std::isnan(expected);
    if (std::isinf(got) || std::isinf(expected))
        return got == expected;  // no tolerance is so large
    return std::abs(got - expected) <= kTolerance * (1 + std::abs(expected));
}

bool same(ConstView got, ConstView expected) {
    return got.shape() == expected.shape() && first_difference(got, expected).row < 0;
}

std::string wrapped(const std::string& sentence) {
    std::string text;
    for (const std::string& line : wrap(sentence, detect_terminal().width - 4))
        text += "  " + line + "\n";
    return text;
}

std::string inputs_text(const Case& c) {
    std::string text = wrapped(fmt::format("The case: {}.", c.about));
    for (const Input& input : c.inputs) text += whole(input.name, input.value);
    return text;
}

std::string difference_text(const Case& c, ConstView expected, ConstView got) {
    if (got.shape() != expected.shape())
        return inputs_text(c) + whole("expected", expected) + whole("got", got) + "\n" +
               fmt::format("  The shape is {}, but it should be {}.\n", to_string(got.shape()),
                           to_string(expected.shape()));
    const Place at = first_difference(got, expected);
    const Window w = window_around(got.shape(), at);
    const int width = std::max(widest(got, w), widest(expected, w));
    return inputs_text(c) + heading("expected", expected.shape(), w) + table(expected, w, width) +
           heading("got", got.shape(), w) + table(got, w, width, &expected) + "\n" +
           wrapped(fmt::format("The first difference is in row {}, column {} (counted from 0): "
                               "expected {}, got {}.",
                               at.row, at.col, number_text(expected(at.row, at.col)),
                               number_text(got(at.row, at.col))));
}

}  // namespace book::teacher
