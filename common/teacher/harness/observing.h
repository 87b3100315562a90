// The observers of the reader of differences (reading.h): each looks for one thing. Here is what they
// share, and what there is of them.
#pragma once

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "teacher/harness/case.h"
#include "teacher/harness/observation.h"
#include "teacher/harness/report.h"

namespace book::teacher::observing {

using Seen = std::optional<Observation>;

// What every observer is given. The two matrices have one shape, and differ.
struct Pair {
    const Case& c;
    ConstView expected, got;
    std::string reference;  // "it should be"

    std::string they() const {  // of several
        return reference == "it should be" ? "they should be" : reference;
    }
    int rows() const { return got.rows(); }
    int cols() const { return got.cols(); }
    bool right(int r, int col) const { return same_number(got(r, col), expected(r, col)); }
};

inline std::string places(int n) { return n == 1 ? "one place" : fmt::format("{} places", n); }

inline std::string short_number(double x) {
    return std::isnan(x) ? "nan" : fmt::format("{:.3g}", x == 0 ? 0.0 : x);
}

template <class F>  // f(row, column)
bool everywhere(ConstView m, F&& f) {
    for (int r = 0; r < m.rows(); ++r)
        for (int c = 0; c < m.cols(); ++c)
            if (!f(r, c)) return false;
    return true;
}
template <class F>
int count(ConstView m, F&& f) {
    int n = 0;
    for (int r = 0; r < m.rows(); ++r)
        for (int c = 0; c < m.cols(); ++c) n += f(r, c) ? 1 : 0;
    return n;
}

// The same for numbers that a reader would call the same.
inline double rounded(real x) {
    if (x == 0) return 0;
    const double unit = std::pow(10, std::floor(std::log10(std::abs(double{x}))) - 3);
    return std::round(double{x} / unit) * unit;
}

// How many different numbers are in there, nan and infinity left out.
inline int different_numbers(ConstView m) {
    std::set<double> seen;
    for (int r = 0; r < m.rows(); ++r)
        for (const real x : m.row(r))
            if (std::isfinite(x)) seen.insert(rounded(x));
    return static_cast<int>(seen.size());
}
inline bool all_finite(ConstView m) {
    return everywhere(m, [m](int r, int c) { return std::isfinite(m(r, c)); });
}
inline bool whole(real x) { return std::isfinite(x) && x == std::round(x); }
inline bool all_whole(ConstView m) {
    return everywhere(m, [m](int r, int c) { return whole(m(r, c)); });
}
inline bool all_are(ConstView m, real value) {
    return everywhere(m, [=](int r, int c) { return same_number(m(r, c), value); });
}

// Enough to believe in a rule that has so many numbers of its own to choose.
inline bool enough(const Pair& p, int free_numbers) {
    return different_numbers(p.expected) >= 3 + free_numbers;
}

// The factor between two rows of numbers, if there is one: as precise as its largest number allows.
inline std::optional<double> factor(std::span<const real> expected, std::span<const real> got) {
    double above = 0, below = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        if (!std::isfinite(got[i]) || !std::isfinite(expected[i])) return {};
        above += double{got[i]} * double{expected[i]};
        below += double{expected[i]} * double{expected[i]};
    }
    if (below == 0) return {};
    const double f = above / below;
    for (std::size_t i = 0; i < got.size(); ++i)
        if (!same_number(got[i], static_cast<real>(f * expected[i]))) return {};
    return f;
}

inline std::vector<real> flat(ConstView m) {
    std::vector<real> all;
    for (int r = 0; r < m.rows(); ++r) all.insert(all.end(), m.row(r).begin(), m.row(r).end());
    return all;
}

inline std::string listed(const std::vector<double>& numbers) {
    std::vector<std::string> texts;
    texts.reserve(numbers.size());
    for (const double x : numbers) texts.push_back(short_number(x));
    const std::string last = texts.back();
    texts.pop_back();
    return texts.empty() ? last : fmt::format("{} and {}", fmt::join(texts, ", "), last);
}

// "That is the root of 4, and `q` has 4 columns", or "".
std::string where_from(double factor, const Case& c);

// ---- observing_rules.cpp: every number by one rule ----------------------------------------------
Seen opposite_sign(const Pair& p);
Seen without_sign(const Pair& p);
Seen turned_upside_down(const Pair& p);
Seen squared(const Pair& p);
Seen rooted(const Pair& p);
Seen logarithm(const Pair& p);
Seen power_of_e(const Pair& p);
Seen one_minus(const Pair& p);
Seen no_negative(const Pair& p);
Seen kept_negative(const Pair& p);
Seen cut_to_whole(const Pair& p);
Seen nearly(const Pair& p);
Seen constant_factor(const Pair& p);
Seen factor_of_each_row(const Pair& p);
Seen factor_of_each_column(const Pair& p);
Seen constant_difference(const Pair& p);
Seen difference_of_each_row(const Pair& p);
Seen difference_of_each_column(const Pair& p);
Seen running_sums(const Pair& p);
Seen missing_terms(const Pair& p);

// ---- observing_places.cpp: the right numbers in other places, or wrong in some places ------------
Seen transposed(const Pair& p);
Seen rows_moved(const Pair& p);
Seen columns_moved(const Pair& p);
Seen neighbours_exchanged(const Pair& p);
Seen in_other_places(const Pair& p);
Seen only_row(const Pair& p);
Seen only_column(const Pair& p);
Seen where_it_is_wrong(const Pair& p);
Seen first_row_right(const Pair& p);
Seen first_number_right(const Pair& p);
Seen some_rows_or_columns(const Pair& p);
Seen to_one_side(const Pair& p);

// ---- observing_values.cpp: hardly any numbers of its own, and what rows add up to ----------------
Seen constant(const Pair& p);
Seen input_unchanged(const Pair& p);
Seen input_changed(const Pair& p);
Seen not_a_number(const Pair& p);
Seen infinite(const Pair& p);
Seen rows_not_normalised(const Pair& p);
Seen zeros_and_others(const Pair& p);

// ---- observing_shapes.cpp -----------------------------------------------------------------------
std::vector<Observation> of_another_shape(const Case& c, ConstView expected, ConstView got);

}  // namespace book::teacher::observing
