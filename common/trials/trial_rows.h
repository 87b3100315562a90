// Rows of recorded trials, whatever is recorded of one: each has `variant` and `seed`.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/require.h"

namespace book {

// The row of a variant and a seed, or nullptr.
template <class Row>
const Row* find_trial(const std::vector<Row>& rows, const std::string& variant, int seed) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) {
        return row.variant == variant && row.seed == seed;
    });
    return found == rows.end() ? nullptr : &*found;
}

// Of the rows of one variant; Error if there are none.
template <class Row>
std::vector<Row> rows_of_variant(const std::vector<Row>& rows, const std::string& variant) {
    std::vector<Row> own;
    for (const Row& row : rows)
        if (row.variant == variant) own.push_back(row);
    require(!own.empty(), "trials: there is no row of {}", variant);
    return own;
}

// One number over the seeds: its mean, the least and the most.
struct MeanAndRange {
    double mean = 0, least = 0, most = 0;
};
template <class Row>
MeanAndRange mean_and_range(const std::vector<Row>& rows, const std::string& variant,
                            double Row::*number) {
    const std::vector<Row> own = rows_of_variant(rows, variant);
    double sum = 0, least = own[0].*number, most = own[0].*number;
    for (const Row& row : own) {
        sum += row.*number;
        least = std::min(least, row.*number);
        most = std::max(most, row.*number);
    }
    return {sum / static_cast<double>(own.size()), least, most};
}

}  // namespace book
