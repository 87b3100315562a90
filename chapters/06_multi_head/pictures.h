// The diagrams of chapter 06, with the numbers of its code in them.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "notebook/figure.h"

namespace chapter_06 {
using namespace book;

// One word on its way through three heads: what they give, joined, and what W_O turns it into.
inline Diagram heads_split_and_joined(const std::vector<Matrix>& said, const Matrix& all,
                                      const Matrix& rich) {
    using Side = Diagram::Side;
    const Diagram::CellsStyle pair{.format = ".1f", .width = 6};
    const Diagram::ArrowStyle down{.leaves = Side::bottom, .enters = Side::top};
    Diagram d;
    d.word("word", {14, 0}, {20, 3}, "a word's row");
    for (int i = 0; i < 3; ++i) {
        const std::string head = "head" + std::to_string(i + 1);
        const std::string says = "says" + std::to_string(i + 1);
        const int left = 16 * i + 1;  // each head above its own two columns
        d.box(head, {left, 6}, {14, 4}, "head " + std::to_string(i + 1) + "\nown q, k, v",
              Look::lit);
        d.cells(says, {left, 13}, said[static_cast<std::size_t>(i)], pair);
        d.arrow("word", head, "", down);
        d.arrow(head, says, "", down);
        d.arrow(says, "all", "", down);
    }
    d.cells("all", {0, 19}, all, {.format = ".1f", .width = 7});
    d.text({0, 22}, "side by side: one row");
    d.box("w_o", {18, 24}, {13, 3}, "times W_O", Look::lit);
    d.cells("new", {18, 29}, rich, {.format = ".2f", .width = 5});
    d.arrow("all", "w_o", "", down);
    d.arrow("w_o", "new", "", down);
    return d;
}

// Which columns of a row move if a head is nudged. moved: (heads x columns), twice.
inline Diagram who_moves_what(const Matrix& joined, const Matrix& mixed) {
    const auto marked = [](const Matrix& moved) {
        std::vector<Diagram::Place> places;
        for (int i = 0; i < moved.rows(); ++i)
            for (int j = 0; j < moved.cols(); ++j)
                if (std::abs(moved(i, j)) > 1e-6f) places.push_back({j, i});
        return places;
    };
    const std::vector<std::string> heads{"head 1", "head 2", "head 3"};
    const std::vector<std::string> columns{"1", "2", "3", "4", "5", "6"};
    Diagram d;
    d.cells("joined", {8, 2}, joined,
            {.width = 5, .rows = heads, .columns = columns, .marked = marked(joined)});
    d.text({2, 0}, "side by side: how far columns 1 to 6 move");
    d.cells("mixed", {8, 10}, mixed, {.width = 5, .rows = heads, .marked = marked(mixed)});
    d.arrow("joined", "mixed", "times W_O");
    return d;
}

}  // namespace chapter_06
