#include "notebook/table.h"

#include <algorithm>

#include "core/require.h"

namespace book {

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
    if (value.is_text()) return format_value(value, "");
    const std::string& format = columns_[column].format;
    return format_value(value, format.empty() ? usual_format(value) : format);
}

bool Table::numeric(std::size_t column) const {
    const auto is_number = [&](const auto& row) { return row[column].is_number(); };
    const auto is_number_or_empty = [&](const auto& row) {
        return is_number(row) ||
               (row[column].value.is_text() && format_value(row[column].value, "").empty());
    };
    return std::any_of(rows_.begin(), rows_.end(), is_number) &&
           std::all_of(rows_.begin(), rows_.end(), is_number_or_empty);
}

Table matrix_table(ConstView m, const std::vector<std::string>& row_names,
                   const std::vector<std::string>& column_names, const std::string& format) {
    const auto fits = [](const std::vector<std::string>& names, int n) {
        return names.empty() || static_cast<int>(names.size()) == n;
    };
    require(fits(row_names, m.rows()) && fits(column_names, m.cols()),
            "matrix_table: {} with {} row names and {} column names", m.shape(), row_names.size(),
            column_names.size());
    const auto name = [](const std::vector<std::string>& names, int i) {
        return names.empty() ? std::to_string(i) : names[i];
    };
    std::vector<Column> columns{Column("")};
    for (int c = 0; c < m.cols(); ++c) columns.emplace_back(name(column_names, c), format);
    Table table(std::move(columns));
    for (int r = 0; r < m.rows(); ++r) {
        std::vector<Cell> cells{Cell(name(row_names, r))};
        for (const real x : m.row(r)) cells.emplace_back(x);
        table.add_row(std::move(cells));
    }
    return table;
}

}  // namespace book
