#include "notebook/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/display_width.h"
#include "notebook/markdown.h"
#include "notebook/terminal.h"

namespace book {
namespace {

constexpr int kGap = 2;         // spaces between columns in a terminal
constexpr int kNarrowText = 8;  // a column of words is not squeezed below this

bool is_number(const Cell& cell) { return !cell.value.is_text() && !cell.value.is_array(); }

}  // namespace

Cell marked(Cell cell) {
    cell.marked = true;
    return cell;
}

Cell timed(double x) {
    Cell cell(x);
    cell.timed = true;
    return cell;
}

void Table::add_row(std::vector<Cell> cells) {
    require(cells.size() == columns_.size(), "Table: a row of {} cells, {} columns", cells.size(),
            columns_.size());
    rows_.push_back(std::move(cells));
}

std::string Table::text(std::size_t row, std::size_t column) const {
    const Value& value = rows_[row][column].value;
    const std::string& chosen = columns_[column].format;
    return format_value(value, value.is_text()                     ? ""
                               : chosen.empty() && value.is_real() ? ".4g"
                                                                   : chosen);
}

bool Table::numeric(std::size_t column) const {
    return !rows_.empty() && std::all_of(rows_.begin(), rows_.end(),
                                         [&](const auto& row) { return is_number(row[column]); });
}

std::string Table::to_markdown() const {
    std::string result = "|", rule = "\n|";
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        result += " " + escape_markdown(columns_[c].name) + " |";
        rule += numeric(c) ? "---:|" : "---|";
    }
    result += rule + "\n";
    for (std::size_t r = 0; r < rows_.size(); ++r) {
        result += "|";
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            std::string cell = escape_markdown(text(r, c));
            if (rows_[r][c].timed) cell = mark_timing(columns_[c].name, cell);
            result += rows_[r][c].marked ? " **" + cell + "** |" : " " + cell + " |";
        }
        result += "\n";
    }
    return result;
}

std::string Table::to_terminal(const Terminal& terminal) const {
    const std::size_t columns = columns_.size();
    // The narrowest column that breaks nothing but words.
    std::vector<int> width(columns), least(columns);
    for (std::size_t c = 0; c < columns; ++c) {
        width[c] = display_width(columns_[c].name);
        int numbers = 0;
        for (std::size_t r = 0; r < rows_.size(); ++r) {
            const int w = display_width(text(r, c));
            width[c] = std::max(width[c], w);
            if (is_number(rows_[r][c])) numbers = std::max(numbers, w);
        }
        least[c] = std::min(width[c], std::max(numbers, kNarrowText));
    }
    // Columns first..last that fit beside column 0, words squeezed as far as needed.
    std::string result;
    for (std::size_t begin = 1; begin == 1 || begin < columns;) {
        std::vector<std::size_t> shown{0};
        int used = least[0];
        for (;
             begin < columns && (shown.size() == 1 || used + kGap + least[begin] <= terminal.width);
             ++begin) {
            shown.push_back(begin);
            used += kGap + least[begin];
        }
        begin += columns == 1;
        std::vector<int> w(columns);
        int total = -kGap;
        for (std::size_t c : shown) total += kGap + (w[c] = width[c]);
        while (total > terminal.width) {
            const auto squeezable = [&](std::size_t c) { return w[c] > least[c] ? w[c] : 0; };
            const std::size_t widest = *std::max_element(
                shown.begin(), shown.end(),
                [&](std::size_t a, std::size_t b) { return squeezable(a) < squeezable(b); });
            if (squeezable(widest) == 0 && w[widest] < 4) break;
            --w[widest], --total;
        }
        const auto add_line = [&](const auto& cell, const auto& style) {
            std::vector<std::vector<std::string>> pieces;
            std::size_t height = 1;
            for (std::size_t c : shown) {
                pieces.push_back(wrap(cell(c), w[c]));
                height = std::max(height, pieces.back().size());
            }
            for (std::size_t h = 0; h < height; ++h) {
                std::string line;
                for (std::size_t i = 0; i < shown.size(); ++i) {
                    const std::size_t c = shown[i];
                    const std::string piece = h < pieces[i].size() ? pieces[i][h] : "";
                    line += std::string(i > 0 ? kGap : 0, ' ') +
                            style(c, pad(piece, w[c], numeric(c) ? Align::right : Align::left));
                }
                result += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
            }
        };
        if (!result.empty()) result += "\n";
        add_line(
            [&](std::size_t c) { return columns_[c].name; },
            [&](std::size_t, const std::string& s) { return styled(terminal, Style::strong, s); });
        std::string rule;
        for (std::size_t c : shown)
            for (int i = rule.empty() ? 0 : -kGap; i < w[c]; ++i) rule += i < 0 ? " " : "─";
        result += styled(terminal, Style::dim, rule) + "\n";
        for (std::size_t r = 0; r < rows_.size(); ++r)
            add_line(
                [&](std::size_t c) {
                    // Without bold a mark is a sign, inside the words or before the number.
                    const bool sign = rows_[r][c].marked && !terminal.colour;
                    return sign ? "*" + text(r, c) : text(r, c);
                },
                [&](std::size_t c, const std::string& s) {
                    return rows_[r][c].marked ? styled(terminal, Style::strong, s) : s;
                });
    }
    return result;
}

Table matrix_table(ConstView m, const std::vector<std::string>& row_names,
                   const std::vector<std::string>& column_names, const std::string& format) {
    const auto name = [](const std::vector<std::string>& names, int i) {
        return names.empty() ? std::to_string(i) : names[static_cast<std::size_t>(i)];
    };
    require((row_names.empty() || static_cast<int>(row_names.size()) == m.rows()) &&
                (column_names.empty() || static_cast<int>(column_names.size()) == m.cols()),
            "matrix_table: {} with {} row names and {} column names", m.shape(), row_names.size(),
            column_names.size());
    std::vector<Column> columns{Column("")};
    for (int c = 0; c < m.cols(); ++c) columns.emplace_back(name(column_names, c), format);
    Table table(std::move(columns));
    for (int r = 0; r < m.rows(); ++r) {
        std::vector<Cell> cells{Cell(name(row_names, r))};
        for (real x : m.row(r)) cells.emplace_back(x);
        table.add_row(std::move(cells));
    }
    return table;
}

}  // namespace book
