#include "teacher/harness/report.h"

#include <algorithm>
#include <cmath>

#include "cli/terminal.h"

namespace book::teacher {
namespace {

constexpr double kTolerance = 1e-4;
constexpr int kShownCols = 7;  // of a matrix, if the window is wide enough
constexpr int kIndent = 2, kGap = 2;

// How many rows of the inputs and of the results are shown: the first that fits into a window of 24 lines
// together with the verdict, what is said of it, the place, and how to repeat the check.
constexpr struct {
    int inputs, results;
} kShownRows[] = {{6, 6}, {4, 6}, {3, 6}, {4, 4}, {3, 4}, {3, 3}};
constexpr int kLines = 14;  // of tables and words

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

// Four places behind the point tell two numbers apart that are not the same.
std::string number_text(real x) {
    const double size = std::abs(double{x});
    if (std::isnan(x)) return "nan";  // never "-nan"
    if (size < 0.001 || size >= 10) return fmt::format("{:.{}g}", double{x}, size < 0.001 ? 2 : 5);
    std::string text = fmt::format("{:.4f}", double{x});
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

// The part of a matrix that is shown: a large one around the place that matters.
struct Window {
    int row = 0, col = 0, rows = 0, cols = 0;
};

Window window_around(Shape shape, Place at, int shown_rows, int shown_cols) {
    const auto begin = [](int place, int shown, int all) {
        return std::clamp(place - shown / 2, 0, std::max(all - shown, 0));
    };
    return {begin(at.row, shown_rows, shape.rows), begin(at.col, shown_cols, shape.cols),
            std::min(shape.rows, shown_rows), std::min(shape.cols, shown_cols)};
}

int widest(ConstView m) {
    std::size_t width = 1;
    for (int r = 0; r < m.rows(); ++r)
        for (const real x : m.row(r)) width = std::max(width, number_text(x).size());
    return static_cast<int>(width);
}

// So many numbers of such a width stand side by side.
int columns_that_fit(int width) {
    return std::clamp((detect_terminal().width - 2 - kIndent) / (width + 2), 1, kShownCols);
}

std::string rows_or_columns(const char* name, int first, int shown, int all) {
    if (shown == all) return "";
    return shown == 1 ? fmt::format("{} {}", name, first)
                      : fmt::format("{}s {} to {}", name, first, first + shown - 1);
}

std::string heading(const std::string& name, Shape shape, const Window& w) {
    const std::string rows = rows_or_columns("row", w.row, w.rows, shape.rows);
    const std::string cols = rows_or_columns("column", w.col, w.cols, shape.cols);
    std::string text = fmt::format("{} {}", name, to_string(shape));
    if (!rows.empty() || !cols.empty())
        text += fmt::format(", {}{}{}", rows, rows.empty() || cols.empty() ? "" : ", ", cols);
    return text;
}

// A name, and below it a table of numbers, `width` wide each; those that differ from `expected` (if there
// is one) stand in brackets.
struct Block {
    std::vector<std::string> lines;
    bool whole = true;  // nothing has been left out

    int width() const {
        int widest = 0;
        for (const std::string& line : lines) widest = std::max(widest, visible_width(line));
        return widest;
    }
};
Block block(const std::string& name, ConstView m, const Window& w, int width,
            const ConstView* expected = nullptr) {
    const Terminal terminal = detect_terminal();
    Block b{{heading(name, m.shape(), w)}, w.rows == m.rows() && w.cols == m.cols()};
    for (int r = w.row; r < w.row + w.rows; ++r) {
        std::string text(kIndent, ' ');
        for (int c = w.col; c < w.col + w.cols; ++c) {
            const std::string number = fmt::format("{:>{}}", number_text(m(r, c)), width);
            const bool wrong = expected != nullptr && !same_number(m(r, c), (*expected)(r, c));
            text += wrong ? styled(terminal, Style::bad, "[" + number + "]") : " " + number + " ";
        }
        text.erase(text.find_last_not_of(' ') + 1);
        b.lines.push_back(text);
    }
    return b;
}

Block whole(const std::string& name, ConstView m, int shown_rows) {
    const int width = widest(m);
    return block(name, m, window_around(m.shape(), {}, shown_rows, columns_that_fit(width)), width);
}

// Blocks side by side, as many as the terminal is wide, and below them the next.
std::vector<std::string> side_by_side(const std::vector<Block>& blocks) {
    const int room = detect_terminal().width - 2;
    std::vector<std::string> lines;
    std::size_t top = 0;  // the line where the blocks that stand side by side begin
    int used = 0;
    for (const Block& b : blocks) {
        if (used > 0 && used + kGap + b.width() > room) {
            top = lines.size();
            used = 0;
        }
        const int begin = used == 0 ? 0 : used + kGap;
        for (std::size_t i = 0; i < b.lines.size(); ++i) {
            if (top + i == lines.size()) lines.emplace_back();
            std::string& line = lines[top + i];
            line += std::string(static_cast<std::size_t>(begin - visible_width(line)), ' ');
            line += b.lines[i];
        }
        used = begin + b.width();
    }
    return lines;
}

struct Tables {
    std::vector<std::string> lines;
    bool whole = true;
};
Tables tables(const std::vector<Block>& inputs, const std::vector<Block>& results) {
    Tables t{side_by_side(inputs), true};
    for (const std::string& line : side_by_side(results)) t.lines.push_back(line);
    for (const std::vector<Block>* blocks : {&inputs, &results})
        for (const Block& b : *blocks) t.whole = t.whole && b.whole;
    return t;
}

std::vector<Block> input_blocks(const Case& c, int shown_rows) {
    std::vector<Block> blocks;
    for (const Input& input : c.inputs)
        blocks.push_back(input.value.size() == 1
                             ? Block{{input.name + " = " + number_text(input.value(0, 0))}, true}
                             : whole(input.name, input.value, shown_rows));
    return blocks;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += "  " + line + "\n";
    return text;
}

// As much as fits into a small window, with the case above it. `results` makes blocks of so many rows.
template <class Results>
std::string case_text(const Case& c, int lines_above, Results results) {
    Tables t;
    for (const auto& shown : kShownRows) {
        t = tables(input_blocks(c, shown.inputs), results(shown.results));
        if (static_cast<int>(t.lines.size()) + lines_above <= kLines + (t.whole ? 1 : 0)) break;
    }
    return wrapped(fmt::format("The case: {}.", c.about)) + joined(t.lines) +
           (t.whole ? ""
                    : wrapped("(Shortened: show(x) in your function prints all of a matrix x.)"));
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
    return case_text(c, 0, [](int) { return std::vector<Block>(); });
}

std::string difference_text(const Case& c, ConstView expected, ConstView got, int lines_above) {
    if (got.shape() != expected.shape())
        return case_text(c, lines_above,
                         [&](int rows) {
                             return std::vector<Block>{whole("expected", expected, rows),
                                                       whole("got", got, rows)};
                         }) +
               "\n" +
               wrapped(fmt::format("The shape is {}, but it should be {}.", to_string(got.shape()),
                                   to_string(expected.shape())));
    const Place at = first_difference(got, expected);
    const auto results = [&](int rows) {
        const int width = std::max(widest(got), widest(expected));
        const Window w = window_around(got.shape(), at, rows, columns_that_fit(width));
        return std::vector<Block>{block("expected", expected, w, width),
                                  block("got", got, w, width, &expected)};
    };
    return case_text(c, lines_above, results) + "\n" +
           wrapped(fmt::format("Row {}, column {} (counted from 0): expected {}, got {}.", at.row,
                               at.col, number_text(expected(at.row, at.col)),
                               number_text(got(at.row, at.col))));
}

}  // namespace book::teacher
