// A small table: words to the left, numbers to the right, as wide as it must be.
//
//     Table table{"d", {"variance of q·k", ".3f"}};
//     table.add(64, 63.8);
//     table.add(1024, marked(1019.2));      // set in bold: look here
//
// Numbers are printed with their column's format (see notebook/value.h), or else as usual_format() has it.
// Cells are plain text: a token <end> is printed as it stands.
#pragma once

#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "notebook/value.h"

namespace book {

struct Cell {
    Cell(Value v) : value(std::move(v)) {}
    template <class T>
    requires(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) Cell(T x) : value(x) {}
    Cell(const char* text) : value(text) {}
    Cell(std::string text) : value(std::move(text)) {}
    Cell(bool yes) : value(yes ? "✓" : "✗") {}

    bool is_number() const { return !value.is_text() && !value.is_array(); }

    Value value;
    bool marked = false;
    bool timed = false;
    std::string timing = {};  // where the number of a timed cell lies, once a page shows it
};
Cell marked(Cell cell);
Cell timed(double x);  // depends on the clock: weaving keeps the old one, a check ignores it

struct Column {
    Column(const char* column_name) : name(column_name) {}
    Column(std::string column_name, std::string number_format = "")
        : name(std::move(column_name)), format(std::move(number_format)) {}
    std::string name;
    std::string format;
};

class Table {
  public:
    Table(std::initializer_list<Column> columns) : columns_(columns) {}
    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    template <class... Cells>
    void add(Cells&&... cells) {
        add_row({Cell(std::forward<Cells>(cells))...});
    }
    void add_row(std::vector<Cell> cells);  // Error unless one for each column

    const std::vector<Column>& columns() const { return columns_; }
    const std::vector<std::vector<Cell>>& rows() const { return rows_; }
    std::vector<std::vector<Cell>>& rows() { return rows_; }

    std::string text(std::size_t row, std::size_t column) const;  // as its column's format has it
    bool numeric(std::size_t column) const;

  private:
    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> rows_;
};

// A matrix with names for its rows and columns (tokens, dimensions). No names: rows or columns are
// counted from 0.
Table matrix_table(ConstView m, const std::vector<std::string>& row_names,
                   const std::vector<std::string>& column_names, const std::string& format = ".2f");

}  // namespace book
