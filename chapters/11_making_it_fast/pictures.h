// The pictures of chapter 11.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "notebook/figure.h"

namespace chapter_11 {
using namespace book;

using Texts = std::vector<std::string>;

// A bar for each way to multiply, and one for the roof.
inline Bars stairs(Texts names, std::vector<double> rates, double roof) {
    names.emplace_back("the roof");
    rates.push_back(roof / 1e9);
    return {std::move(names), {{"", std::move(rates)}}, "GFLOP/s", ".1f"};
}

// Rows of empty cells, some of them lit.
inline std::vector<Texts> empty_cells(int rows, int columns) {
    const Texts row(static_cast<std::size_t>(columns), "");
    return std::vector<Texts>(static_cast<std::size_t>(rows), row);
}

// c = a b, and a tile of it: a step p takes a bit of a column of a and a bit of a row of b.
inline Diagram tiled_product(int tile_rows, int tile_columns) {
    const int n = 4;          // columns of a, rows of b
    const int now = 1;        // the step that is shown
    const int left = 14;      // where c begins
    const int below = n + 5;  // and where b ends
    const int rows = 2 * tile_rows;
    const int columns = 2 * tile_columns;
    std::vector<Diagram::Place> of_a;
    std::vector<Diagram::Place> of_b;
    std::vector<Diagram::Place> of_c;
    for (int r = tile_rows; r < rows; ++r) of_a.push_back({now, r});
    for (int c = 0; c < tile_columns; ++c) of_b.push_back({c, now});
    for (int r = tile_rows; r < rows; ++r)
        for (int c = 0; c < tile_columns; ++c) of_c.push_back({c, r});

    const auto of = [](std::vector<Diagram::Place> marked) {
        return Diagram::CellsStyle{.width = 1, .marked = std::move(marked)};
    };
    Diagram d;
    d.text({left, 0}, "b: at step p, " + std::to_string(tile_columns) + " numbers of row p");
    d.cells("b", {left, 1}, empty_cells(n, columns), of(of_b));
    d.text({0, below - 3}, "a:");
    d.text({0, below - 2}, std::to_string(tile_rows) + " numbers");
    d.text({0, below - 1}, "of column p");
    d.cells("a", {0, below}, empty_cells(rows, n), of(of_a));
    d.cells("c", {left, below}, empty_cells(rows, columns), of(of_c));
    d.text({left, below + rows + 2},
           "c: the tile, " + std::to_string(tile_rows * tile_columns) + " sums");
    return d;
}

}  // namespace chapter_11
