// A matrix of doubles in both builds: where float would lose what is measured (squares of squares, small
// remainders of large sums). Nothing but storage; Matrix is what everything else computes with.
#pragma once

#include <cstddef>
#include <vector>

namespace book {

struct DoubleTable {
    DoubleTable() = default;
    DoubleTable(int r, int c) : rows(r), cols(c), at(static_cast<std::size_t>(r) * c) {}
    double* row(int r) { return at.data() + static_cast<std::size_t>(r) * cols; }
    const double* row(int r) const { return at.data() + static_cast<std::size_t>(r) * cols; }

    int rows = 0, cols = 0;
    std::vector<double> at;  // row by row, zeros at first
};

}  // namespace book
