#include "teacher/harness/reading.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "teacher/harness/report.h"
#include "tensor/ops.h"

namespace book::teacher {
namespace {

using Seen = std::optional<Reading>;

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

std::string places(int n) { return n == 1 ? "one place" : fmt::format("{} places", n); }

std::string short_number(double x) {
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
double rounded(real x) {
    if (x == 0) return 0;
    const double unit = std::pow(10, std::floor(std::log10(std::abs(double{x}))) - 3);
    return std::round(double{x} / unit) * unit;
}

// How many different numbers are in there, nan and infinity left out.
int different_numbers(ConstView m) {
    std::set<double> seen;
    for (int r = 0; r < m.rows(); ++r)
        for (const real x : m.row(r))
            if (std::isfinite(x)) seen.insert(rounded(x));
    return static_cast<int>(seen.size());
}
bool all_finite(ConstView m) {
    return everywhere(m, [m](int r, int c) { return std::isfinite(m(r, c)); });
}
bool whole(real x) { return std::isfinite(x) && x == std::round(x); }
bool all_whole(ConstView m) {
    return everywhere(m, [m](int r, int c) { return whole(m(r, c)); });
}
bool all_are(ConstView m, real value) {
    return everywhere(m, [=](int r, int c) { return same_number(m(r, c), value); });
}

// Enough to believe in a rule that has so many numbers of its own to choose.
bool enough(const Pair& p, int free_numbers) {
    return different_numbers(p.expected) >= 3 + free_numbers;
}

// ---- every number by one rule -----------------------------------------------------------------
template <class F>
Seen by_rule(const Pair& p, const char* kind, const std::string& sentence, F&& rule) {
    if (!enough(p, 0)) return {};
    const auto fits = [&](int r, int c) {
        return same_number(p.got(r, c), rule(p.expected(r, c)));
    };
    if (!everywhere(p.got, fits)) return {};
    return Reading{kind, sentence, 1};
}

Seen opposite_sign(const Pair& p) {
    return by_rule(p, "sign", "Every number has the opposite sign.", [](real x) { return -x; });
}
Seen without_sign(const Pair& p) {
    return by_rule(p, "no sign", "The numbers have lost their signs: none of them is negative.",
                   [](real x) { return std::abs(x); });
}
Seen turned_upside_down(const Pair& p) {
    return by_rule(p, "reciprocal", "Every number x has become 1 / x.",
                   [](real x) { return 1 / x; });
}
Seen squared(const Pair& p) {
    return by_rule(p, "square", "Every number is the square of what " + p.reference + ".",
                   [](real x) { return x * x; });
}
Seen rooted(const Pair& p) {
    return by_rule(p, "root", "Every number is the square root of what " + p.reference + ".",
                   [](real x) { return std::sqrt(x); });
}
Seen logarithm(const Pair& p) {
    return by_rule(p, "logarithm", "Every number is the logarithm of what " + p.reference + ".",
                   [](real x) { return std::log(x); });
}
Seen power_of_e(const Pair& p) {
    return by_rule(p, "exponential", "Every number x has become e to the power of x.",
                   [](real x) { return std::exp(x); });
}
Seen one_minus(const Pair& p) {
    return by_rule(p, "one minus", "Every number x has become 1 - x.",
                   [](real x) { return 1 - x; });
}
Seen no_negative(const Pair& p) {
    return by_rule(p, "cut off", "The numbers are right, but those below 0 have become 0.",
                   [](real x) { return std::max(x, real{0}); });
}
Seen kept_negative(const Pair& p) {
    const auto fits = [&p](int r, int c) {
        return same_number(std::max(p.got(r, c), real{0}), p.expected(r, c));
    };
    if (!enough(p, 0) || !everywhere(p.got, fits)) return {};
    return Reading{"not cut off",
                   "The numbers above 0 are right. The others should be 0, and are negative.", 1};
}
Seen cut_to_whole(const Pair& p) {
    if (all_whole(p.expected) || !all_whole(p.got) || p.got.size() < 2) return {};
    const auto cut = by_rule(
        p, "int", "The numbers are right in front of the point, and have nothing behind it.",
        [](real x) { return std::trunc(x); });
    const std::string why = " Is there an int where there should be a real?";
    if (cut) return Reading{cut->kind, cut->sentence + why, 1};
    const int broken = count(p.expected, [&p](int r, int c) { return !whole(p.expected(r, c)); });
    if (broken < 3 || different_numbers(p.got) < 2) return {};
    return Reading{"int", "All your numbers are whole ones." + why, 0.9};
}
Seen nearly(const Pair& p) {
    if (!all_finite(p.got) || !all_finite(p.expected)) return {};
    const auto near = [&p](int r, int c) {
        const double e = p.expected(r, c);
        return std::abs(p.got(r, c) - e) <= 0.01 * std::abs(e) + 1e-4;
    };
    if (all_whole(p.expected) || !enough(p, 0) || !everywhere(p.got, near)) return {};
    return Reading{"nearly",
                   "Every number is nearly right, to within a hundredth of itself: is something "
                   "rounded, or a small constant in the wrong place?",
                   0.6};
}

// ---- a factor, a difference --------------------------------------------------------------------
// The factor between two rows of numbers, if there is one: as precise as its largest number allows.
std::optional<double> factor(std::span<const real> expected, std::span<const real> got) {
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

// A factor or its inverse that is known: "the square root of 4, and q has 4 columns".
std::string where_from(double f, const Case& c) {
    if (std::abs(f - 1 / std::log(2.0)) < 1e-3)
        return " That is the factor between logarithms to the base 2 and natural ones.";
    const auto text_for = [f](int size, const std::string& what) -> std::string {
        const auto is = [f](double x) { return std::abs(f / x - 1) < 2e-4; };
        if (size < 2) return "";
        if (is(size)) return fmt::format(" And {}.", what);
        if (is(1.0 / size)) return fmt::format(" That is 1 / {}, and {}.", size, what);
        if (is(std::sqrt(size))) return fmt::format(" That is the root of {}, and {}.", size, what);
        if (is(1 / std::sqrt(size)))
            return fmt::format(" That is 1 / (the root of {}), and {}.", size, what);
        const double less = (size - 1.0) / size;
        for (const double x : {less, 1 / less, std::sqrt(less), 1 / std::sqrt(less)})
            if (size > 2 && is(x))
                return fmt::format(
                    " {} {} / {} gives such a factor, and {}: is it 1 more or less somewhere?",
                    x == less || x == 1 / less ? "The quotient" : "The root of",
                    x < 1 ? size - 1 : size, x < 1 ? size : size - 1, what);
        return "";
    };
    for (const Input& input : c.inputs) {
        const Shape s = input.value.shape();
        std::string text;
        if (s.size() == 1) {
            if (whole(input.value(0, 0)))
                text = text_for(static_cast<int>(input.value(0, 0)),
                                fmt::format("`{}` is {}", input.name, input.value(0, 0)));
        } else {
            text = text_for(s.cols, fmt::format("`{}` has {} columns", input.name, s.cols));
            if (text.empty())
                text = text_for(s.rows, fmt::format("`{}` has {} rows", input.name, s.rows));
        }
        if (!text.empty()) return text;
    }
    return "";
}

std::vector<real> flat(ConstView m) {
    std::vector<real> all;
    for (int r = 0; r < m.rows(); ++r) all.insert(all.end(), m.row(r).begin(), m.row(r).end());
    return all;
}

Seen constant_factor(const Pair& p) {
    const auto f = factor(flat(p.expected), flat(p.got));
    if (!f || !enough(p, 1) || std::abs(*f) < 1e-6 || std::abs(*f + 1) < 1e-3) return {};
    if (std::abs(*f - 1) < 1e-3) return {};  // that is what rounding does
    return Reading{"factor",
                   fmt::format("Every number is {} times what {}.{}", short_number(*f), p.reference,
                               where_from(*f, p.c)),
                   1};
}

bool one_row_differs_enough(const Pair& p) {
    for (int r = 0; r < p.rows(); ++r)
        if (different_numbers(p.expected.row_block(r, 1)) < 2) return false;
    return true;
}

std::string listed(const std::vector<double>& numbers) {
    std::vector<std::string> texts;
    texts.reserve(numbers.size());
    for (const double x : numbers) texts.push_back(short_number(x));
    const std::string last = texts.back();
    texts.pop_back();
    return texts.empty() ? last : fmt::format("{} and {}", fmt::join(texts, ", "), last);
}

// Each row has a factor of its own.
Seen factor_of_each_row(const Pair& p) {
    if (p.rows() < 2 || p.cols() < 2 || !one_row_differs_enough(p)) return {};
    std::vector<double> factors;
    for (int r = 0; r < p.rows(); ++r) {
        const auto f = factor(p.expected.row(r), p.got.row(r));
        if (!f || std::abs(*f) < 1e-6) return {};
        factors.push_back(*f);
    }
    const auto is_one = [](double f) { return std::abs(f - 1) < 1e-3; };
    std::string text = fmt::format(
        "Within each row the numbers are in the right proportion, but the {}rows are {} times what "
        "{}.",
        p.rows() > 6 ? "first " : "",
        listed({factors.begin(), factors.begin() + std::min(p.rows(), 6)}), p.they());
    if (is_one(factors[0]) && std::none_of(factors.begin() + 1, factors.end(), is_one))
        return Reading{"carried",
                       text +
                           " Row 0 is right and the later rows are not: does a sum go on from row "
                           "to row that should begin at 0 again?",
                       1};
    const auto is_first = [&](double f) { return std::abs(f / factors[0] - 1) < 1e-3; };
    if (std::all_of(factors.begin(), factors.end(), is_first)) return {};  // one for all
    return Reading{"factor of rows", text + " What is each row multiplied or divided by?", 1};
}
Seen factor_of_each_column(const Pair& p) {
    if (p.rows() < 3 || p.cols() < 2) return {};
    const Matrix expected = transpose(p.expected), got = transpose(p.got);
    std::vector<double> factors;
    for (int c = 0; c < p.cols(); ++c) {
        const auto f = factor(expected.view().row(c), got.view().row(c));
        if (!f || different_numbers(ConstView(expected).row_block(c, 1)) < 3) return {};
        factors.push_back(*f);
    }
    if (p.cols() > 6) return {};
    return Reading{"factor of columns",
                   fmt::format("Each column has a factor of its own: the columns are {} times what "
                               "{}.",
                               listed(factors), p.they()),
                   1};
}

Seen constant_difference(const Pair& p) {
    if (!enough(p, 1) || !all_finite(p.got) || !all_finite(p.expected)) return {};
    const real by = p.got(0, 0) - p.expected(0, 0);
    const auto fits = [&](int r, int c) { return same_number(p.got(r, c), p.expected(r, c) + by); };
    if (std::abs(by) < 1e-3 || !everywhere(p.got, fits)) return {};
    return Reading{"difference",
                   fmt::format("Every number is {} {} than what {}.", short_number(std::abs(by)),
                               by > 0 ? "more" : "less", p.reference),
                   1};
}
// What is added is the same all along each row, or down each column.
Seen difference_of_each_row(const Pair& p) {
    if (p.rows() < 2 || p.cols() < 3 || !all_finite(p.got) || !all_finite(p.expected)) return {};
    for (int r = 0; r < p.rows(); ++r) {
        const real by = p.got(r, 0) - p.expected(r, 0);
        for (int c = 1; c < p.cols(); ++c)
            if (!same_number(p.got(r, c), p.expected(r, c) + by)) return {};
    }
    if (!enough(p, p.rows())) return {};
    return Reading{
        "difference of rows",
        "In each row, every number is too large or too small by the same amount, and each "
        "row has an amount of its own.",
        1};
}
Seen difference_of_each_column(const Pair& p) {
    if (p.rows() < 3 || p.cols() < 2 || !all_finite(p.got) || !all_finite(p.expected)) return {};
    for (int c = 0; c < p.cols(); ++c) {
        const real by = p.got(0, c) - p.expected(0, c);
        for (int r = 1; r < p.rows(); ++r)
            if (!same_number(p.got(r, c), p.expected(r, c) + by)) return {};
    }
    if (!enough(p, p.cols())) return {};
    return Reading{"difference of columns",
                   "In each column, every number is too large or too small by the same amount, and "
                   "each column has an amount of its own.",
                   1};
}

// ---- the right numbers in other places ---------------------------------------------------------
Seen transposed(const Pair& p) {
    if (p.rows() != p.cols() || !enough(p, 0) || !same(p.got, transpose(p.expected))) return {};
    return Reading{"transposed",
                   "Rows and columns have changed places: row i holds what belongs into column i.",
                   1};
}

// Is row r of one row other(r) of the other? For the rows for which there is one.
template <class F>
bool rows_move(ConstView expected, ConstView got, F&& other) {
    int moved = 0;
    for (int r = 0; r < got.rows(); ++r) {
        const int from = other(r);
        if (from < 0 || from >= got.rows()) continue;
        if (!same(got.row_block(r, 1), expected.row_block(from, 1))) return false;
        ++moved;
    }
    return moved > 0;
}

// For rows, and, of the transposed matrices, for columns. A row of one number proves little.
Seen moved(ConstView expected, ConstView got, const char* row) {
    const int n = got.rows();
    if (n < 2 || different_numbers(expected) < 3) return {};
    for (int r = 1; r < n; ++r)  // rows that cannot be told apart tell nothing
        for (int other = 0; other < r; ++other)
            if (same(expected.row_block(r, 1), expected.row_block(other, 1))) return {};
    if (rows_move(expected, got, [n](int r) { return n - 1 - r; }))
        return Reading{
            fmt::format("{}s reversed", row),
            n == 2 ? fmt::format("The two {}s have changed places.", row)
                   : fmt::format("The {}s come in the opposite order, the last one first.", row),
            1};
    if (n >= 3 && rows_move(expected, got, [](int r) { return r - 1; }))
        return Reading{
            fmt::format("{}s shifted", row),
            fmt::format("Everything is shifted by one {0}: {0} 1 holds what belongs into "
                        "{0} 0, and so on.",
                        row),
            0.9};
    if (n >= 3 && rows_move(expected, got, [](int r) { return r + 1; }))
        return Reading{
            fmt::format("{}s shifted", row),
            fmt::format("Everything is shifted by one {0}: {0} 0 holds what belongs into "
                        "{0} 1, and so on.",
                        row),
            0.9};
    std::vector<bool> used(static_cast<std::size_t>(n));
    for (int r = 0; r < n; ++r) {
        bool found = false;
        for (int from = 0; from < n && !found; ++from)
            if (!used[static_cast<std::size_t>(from)] &&
                same(got.row_block(r, 1), expected.row_block(from, 1)))
                found = used[static_cast<std::size_t>(from)] = true;
        if (!found) return {};
    }
    return Reading{fmt::format("{}s reordered", row),
                   fmt::format("Every {0} is there, but they stand in another order.", row), 1};
}
Seen rows_moved(const Pair& p) { return moved(p.expected, p.got, "row"); }
Seen columns_moved(const Pair& p) {
    return moved(transpose(p.expected), transpose(p.got), "column");
}

// Columns 0 and 1, 2 and 3, and so on.
Seen neighbours_exchanged(const Pair& p) {
    if (p.cols() < 4 || p.cols() % 2 == 1 || all_are(p.got, p.got(0, 0))) return {};
    const auto fits = [&p](int r, int c) {
        return same_number(p.got(r, c), p.expected(r, c % 2 == 0 ? c + 1 : c - 1));
    };
    if (!everywhere(p.got, fits)) return {};
    return Reading{"neighbours exchanged",
                   "Even and odd columns have changed places: 0 with 1, 2 with 3, and so on.", 1};
}

Seen in_other_places(const Pair& p) {
    if (different_numbers(p.expected) < 4) return {};
    std::vector<real> a = flat(p.expected), b = flat(p.got);
    const auto before = [](real x, real y) { return x < y || (!std::isnan(x) && std::isnan(y)); };
    std::sort(a.begin(), a.end(), before);
    std::sort(b.begin(), b.end(), before);
    if (!std::equal(a.begin(), a.end(), b.begin(), same_number)) return {};
    return Reading{
        "other places",
        "All the right numbers are there, but not in their places: has a row been taken for "
        "a column, or one index for another?",
        0.9};
}

// ---- sums that go on ---------------------------------------------------------------------------
Seen running_sums(const Pair& p) {
    if (p.got.size() < 3 || !enough(p, 0) || !all_finite(p.got)) return {};
    const auto is = [&p](bool starts_again_in_each_row) {
        double sum = 0;
        for (int r = 0; r < p.rows(); ++r) {
            if (starts_again_in_each_row) sum = 0;
            for (int c = 0; c < p.cols(); ++c) {
                sum += double{p.expected(r, c)};
                if (!same_number(p.got(r, c), static_cast<real>(sum))) return false;
            }
        }
        return true;
    };
    if (is(true) && p.cols() > 1)
        return Reading{
            "running sum",
            "Every number also contains the numbers before it in its row: does a sum begin "
            "at 0 for each of them?",
            1};
    if (is(false))
        return Reading{
            "running sum",
            "Every number also contains all the numbers before it: does a sum begin at 0 "
            "for each of them?",
            1};
    return {};
}

// If what is expected is a product of two inputs: is a term of its sums missing?
struct Product {
    Matrix left, right;  // both with the terms of a sum in one row: left right^T
};
std::vector<Product> products_of_inputs(const Case& c, ConstView expected) {
    std::vector<Product> found;
    for (const Input& a : c.inputs)
        for (const Input& b : c.inputs) {
            if (&a == &b) continue;
            const Matrix turned_a = transpose(a.value), turned_b = transpose(b.value);
            for (const Matrix* left : {&a.value, &turned_a})
                for (const Matrix* right : {&b.value, &turned_b})
                    if (left->cols() == right->cols() && left->cols() > 1 &&
                        Shape{left->rows(), right->rows()} == expected.shape() &&
                        same(matmul_nt(*left, *right), expected))
                        found.push_back({*left, *right});
        }
    return found;
}
Matrix terms(const Product& p, int begin, int count) {
    return matmul_nt(p.left.view().col_block(begin, count), p.right.view().col_block(begin, count));
}
Matrix sums_in_whole_numbers(const Product& p) {
    Matrix y({p.left.rows(), p.right.rows()});
    for (int i = 0; i < y.rows(); ++i)
        for (int j = 0; j < y.cols(); ++j)
            for (int t = 0; t < p.left.cols(); ++t)
                y(i, j) = std::trunc(y(i, j) + p.left(i, t) * p.right(j, t));
    return y;
}
Seen missing_terms(const Pair& p) {
    if (all_are(p.got, 0)) return {};
    for (const Product& product : products_of_inputs(p.c, p.expected)) {
        const int k = product.left.cols();
        const std::string sums = p.got.size() == 1 ? "The sum" : "Every sum";
        const auto is = [&](int begin, int n) { return same(p.got, terms(product, begin, n)); };
        const auto times = factor(flat(terms(product, 0, k - 1)), flat(p.got));
        if (times && different_numbers(p.got) >= 4 && std::abs(*times - 1) > 1e-3)
            return Reading{"last term",
                           fmt::format("{} lacks its last term, and is {} times what is left.{}",
                                       sums, short_number(*times), where_from(*times, p.c)),
                           1};
        if (is(0, k - 1))
            return Reading{"last term",
                           sums + " lacks its last term: does the loop end one place too early?",
                           1};
        if (is(1, k - 1))
            return Reading{"first term", sums + " lacks its first term: does the loop begin at 0?",
                           1};
        const auto twice = [&](int begin) {
            return same(p.got, add(p.expected, terms(product, begin, 1)));
        };
        if (twice(0) || twice(k - 1))
            return Reading{
                "a term twice",
                fmt::format("{} holds its {} term twice.", sums, twice(0) ? "first" : "last"), 1};
        if (is(k - 1, 1))
            return Reading{"last term only",
                           sums +
                               " holds its last term alone: does each term replace the one before "
                               "it, where it should be added?",
                           1};
        if (is(0, 1))
            return Reading{"first term only",
                           sums + " holds its first term alone: does the loop go on?", 1};
        if (all_whole(p.got) && same(p.got, sums_in_whole_numbers(product)))
            return Reading{
                "int",
                sums +
                    " has lost what stands behind the point after each step. Is there an "
                    "int where there should be a real?",
                1};
    }
    return {};
}

// ---- hardly any numbers of its own -------------------------------------------------------------
Seen constant(const Pair& p) {
    const real x = p.got(0, 0);
    if (!all_are(p.got, x) || std::isnan(x) || all_are(p.expected, p.expected(0, 0)) ||
        p.got.size() < 2)
        return {};
    if (x == 0)
        return Reading{
            "zero",
            "Every number is 0, as in a matrix that has just been made: is the result ever "
            "written to?",
            1};
    return Reading{"constant", fmt::format("Every number is the same, {}.", short_number(x)),
                   std::isinf(x) || p.got.size() < 3 ? 0.5 : 1};
}

Seen input_unchanged(const Pair& p) {
    for (const Input& input : p.c.inputs)
        if (input.value.shape() == p.got.shape() && p.got.size() > 1 &&
            !same(input.value, p.expected) && same(input.value, p.got))
            return Reading{"input", fmt::format("This is `{}`, just as it came in.", input.name),
                           1};
    return {};
}

// An input after all, but for something that is simple.
Seen input_changed(const Pair& p) {
    if (!all_finite(p.got) || different_numbers(p.got) < 4) return {};
    for (const Input& input : p.c.inputs) {
        const ConstView x = input.value;
        if (x.shape() != p.got.shape() || same(x, p.expected) || !all_finite(x)) continue;
        const auto is = [&](auto f) {
            return everywhere(p.got,
                              [&](int r, int c) { return same_number(p.got(r, c), f(x(r, c))); });
        };
        const auto seen = [&](const std::string& what) {
            return Reading{"input", fmt::format("This is `{}`, {}.", input.name, what), 0.9};
        };
        if (const auto f = factor(flat(x), flat(p.got)); f && std::abs(*f) > 1e-6)
            return seen(fmt::format("every number times {}", short_number(*f)));
        if (is([](real v) { return std::exp(v); }))
            return seen("every number x turned into e to the power of x");
        if (is([](real v) { return v * v; })) return seen("every number squared");
        bool by_rows = p.cols() > 2;
        for (int r = 0; r < p.rows(); ++r)
            for (int c = 1; c < p.cols(); ++c)
                by_rows &= same_number(p.got(r, c), x(r, c) + p.got(r, 0) - x(r, 0));
        if (by_rows && different_numbers(p.got) >= p.rows() + 3)
            return seen("with the same amount added or taken away all along each row");
    }
    return {};
}

// Where nan may come from, in this case.
std::string why_nan(const Pair& p, bool whole_rows_of_zeros) {
    if (whole_rows_of_zeros)
        return "Nothing is left in such a row, so that its sum is 0, and 0 / 0 is not a number. "
               "The "
               "row should be all zeros.";
    for (const Input& input : p.c.inputs) {
        const auto all = input.value.flat();
        const auto any = [&all](auto f) { return std::any_of(all.begin(), all.end(), f); };
        if (any([](real x) { return std::isinf(x); }))
            return fmt::format(
                "`{}` contains infinity: infinity minus or over itself is not a "
                "number.",
                input.name);
        if (any([](real x) { return std::isfinite(x) && x > 88; }))
            return fmt::format(
                "`{}` contains large numbers, and e to a power above 88 is infinite "
                "in a float; infinity over infinity is not a number.",
                input.name);
        if (any([](real x) { return std::isfinite(x) && x < -104; }))
            return fmt::format(
                "`{}` contains numbers far below 0, and e to such a power is 0 in a "
                "float; 0 / 0 is not a number.",
                input.name);
        if (input.value.size() > 1 && all_are(input.value, 0))
            return fmt::format("`{}` is all zeros, and 0 / 0 is not a number.", input.name);
    }
    return "It comes from 0 / 0, from infinity over or minus infinity, and from the root or the "
           "logarithm of a negative number.";
}

Seen not_a_number(const Pair& p) {
    const auto is_nan = [&p](int r, int c) {
        return std::isnan(p.got(r, c)) && !std::isnan(p.expected(r, c));
    };
    const int how_many = count(p.got, is_nan);
    if (how_many == 0) return {};
    bool rows_of_zeros = true;
    for (int r = 0; r < p.rows(); ++r)
        for (int c = 0; c < p.cols(); ++c)
            if (is_nan(r, c)) rows_of_zeros &= all_are(p.expected.row_block(r, 1), 0);
    const bool rest_is_right =
        everywhere(p.got, [&](int r, int c) { return is_nan(r, c) || p.right(r, c); });
    const bool all = how_many == static_cast<int>(p.got.size());
    const std::string what = all ? (how_many == 1 ? "The result is nan, not a number."
                                                  : "Every number is nan, not a number.")
                                 : fmt::format("{} of {} numbers {} nan, not a number{}.", how_many,
                                               p.got.size(), how_many == 1 ? "is" : "are",
                                               rest_is_right ? "; the others are right" : "");
    return Reading{"nan", what + " " + why_nan(p, rows_of_zeros && p.cols() > 1),
                   all || rest_is_right ? 1 : 0.7};
}

std::string why_infinite(const Case& c) {
    for (const Input& input : c.inputs) {
        const auto all = input.value.flat();
        if (std::any_of(all.begin(), all.end(), [](real x) { return std::isinf(x); }))
            return fmt::format("`{}` contains infinity: what should become of it?", input.name);
    }
    return "That comes from e to a large power, from a division by 0, or from the logarithm of 0.";
}

Seen infinite(const Pair& p) {
    const auto is_inf = [&p](int r, int c) {
        return std::isinf(p.got(r, c)) && !std::isinf(p.expected(r, c));
    };
    const int how_many = count(p.got, is_inf);
    if (how_many == 0) return {};
    const auto for_zero = [&](int r, int c) {
        return is_inf(r, c) && p.got(r, c) < 0 && p.expected(r, c) == 0;
    };
    const bool rest_is_right =
        everywhere(p.got, [&](int r, int c) { return is_inf(r, c) || p.right(r, c); });
    if (count(p.got, for_zero) == how_many)
        return Reading{
            "infinite",
            fmt::format("There is -infinity where there should be 0, in {}{}. The logarithm of "
                        "0 gives that, and so does a hidden score that was not turned into a "
                        "weight.",
                        places(how_many), rest_is_right ? "; the other numbers are right" : ""),
            rest_is_right ? 1 : 0.7};
    return Reading{"infinite",
                   fmt::format("{} of {} numbers {} infinite{}. {}", how_many, p.got.size(),
                               how_many == 1 ? "is" : "are",
                               rest_is_right ? "; the others are right" : "", why_infinite(p.c)),
                   rest_is_right ? 1 : 0.7};
}

// ---- what rows add up to -----------------------------------------------------------------------
std::vector<double> row_sums(ConstView m) {
    std::vector<double> sums;
    for (int r = 0; r < m.rows(); ++r) {
        double total = 0;
        for (const real x : m.row(r)) total += double{x};
        sums.push_back(total);
    }
    return sums;
}
bool all_near(const std::vector<double>& numbers, double x) {
    return std::all_of(numbers.begin(), numbers.end(),
                       [x](double y) { return std::abs(y - x) < 1e-3; });
}
Seen rows_not_normalised(const Pair& p) {
    if (p.cols() < 2 || !all_finite(p.got) || !all_finite(p.expected)) return {};
    const std::vector<double> wanted = row_sums(p.expected), come = row_sums(p.got);
    const bool to_1 = all_near(wanted, 1);
    if ((!to_1 && !all_near(wanted, 0)) || all_near(come, to_1 ? 1 : 0)) return {};
    const bool shares =
        everywhere(p.expected, [&p](int r, int c) { return p.expected(r, c) >= 0; });
    if (p.rows() < 2 && !(to_1 && shares)) return {};  // that may be chance
    if (all_are(p.expected, 0)) return {};
    const Matrix turned = transpose(p.got);
    const double total = to_1 ? sum(flat(p.got)) : 0;
    const int should = to_1 ? 1 : 0;
    if (to_1 && p.rows() > 1 && all_near(row_sums(turned), 1))
        return Reading{"columns add up",
                       "It is the columns that add up to 1, and it should be the rows.", 0.8};
    if (to_1 && p.rows() > 1 && std::abs(total - 1) < 1e-3)
        return Reading{"all adds up",
                       "All the numbers together add up to 1, and each row should do so by itself.",
                       0.8};
    const auto off = std::find_if(come.begin(), come.end(),
                                  [should](double s) { return std::abs(s - should) >= 1e-3; });
    return Reading{"rows do not add up",
                   fmt::format("Each row should add up to {}, but row {} adds up to {}.", should,
                               off - come.begin(), short_number(*off)),
                   0.7};
}

Seen zeros_and_others(const Pair& p) {
    const auto should_be_0 = [&p](int r, int c) { return p.expected(r, c) == 0; };
    const auto is_0 = [&p](int r, int c) { return p.got(r, c) == 0; };
    const auto wrong = [&p](int r, int c) { return !p.right(r, c); };
    const int not_0 = count(p.got, [&](int r, int c) { return should_be_0(r, c) && wrong(r, c); });
    const int only_0 = count(p.got, [&](int r, int c) { return is_0(r, c) && wrong(r, c); });
    const int wrong_in_all = count(p.got, wrong);
    const bool some_zeros_expected = count(p.got, should_be_0) > 0;
    if (only_0 == wrong_in_all && p.rows() > 1 && !all_are(p.got, 0)) {
        std::vector<double> empty;
        for (int r = 0; r < p.rows(); ++r)
            if (all_are(p.got.row_block(r, 1), 0) && !all_are(p.expected.row_block(r, 1), 0))
                empty.push_back(r);
        if (!empty.empty() && everywhere(p.got, [&](int r, int c) {
                return p.right(r, c) || all_are(p.got.row_block(r, 1), 0);
            }))
            return Reading{
                "zeros",
                fmt::format("{} {} all zeros, as if never written to. The other rows are "
                            "right.",
                            empty.size() == 1 ? "Row" : "Rows",
                            listed(empty) + (empty.size() == 1 ? " is" : " are")),
                0.9};
    }
    if (only_0 == wrong_in_all && p.got.size() > 1 && !all_are(p.got, 0))
        return Reading{
            "zeros",
            fmt::format("The numbers are right, except that there is a 0 in {} where there "
                        "should be none.",
                        places(only_0)),
            0.7};
    if (not_0 == wrong_in_all && some_zeros_expected && p.got.size() > 1)
        return Reading{"no zeros",
                       fmt::format("The numbers are right, except in {} where there should be a 0.",
                                   places(not_0)),
                       0.8};
    if (not_0 == 0 && some_zeros_expected && only_0 == 0 && !all_are(p.expected, 0) &&
        not_0 < wrong_in_all)
        return Reading{"zeros right",
                       "The zeros are where they should be. It is the other numbers that differ.",
                       0.4};
    return {};
}

// ---- only in one place -------------------------------------------------------------------------
// What is seen in a part, if something simple is.
std::string what_is_there(const Pair& p, const std::function<bool(int, int)>& in_part, bool one) {
    const auto all = [&](auto f) {
        return everywhere(p.got, [&](int r, int c) { return !in_part(r, c) || f(p.got(r, c)); });
    };
    const std::string it = one ? "it is" : "they are";
    if (all([](real x) { return x == 0; })) return it + " all zeros";
    if (all([](real x) { return std::isnan(x); })) return it + " nan throughout";
    if (all([](real x) { return std::isinf(x); })) return it + " infinite throughout";
    return "";
}
// A row, or some side by side with the same in all of them.
Seen only_one_row(ConstView expected, ConstView got, const char* row, const Pair& p, bool turned) {
    const int n = got.rows();
    std::vector<int> wrong;
    for (int r = 0; r < n; ++r)
        if (!same(got.row_block(r, 1), expected.row_block(r, 1))) wrong.push_back(r);
    const int many = static_cast<int>(wrong.size()), first = wrong.front(), last = wrong.back();
    if (many == n || last - first != many - 1) return {};
    const bool at_the_end = last == n - 1;
    const auto there = [=](int r, int c) {
        const int at = turned ? c : r;
        return at >= first && at <= last;
    };
    const std::string what = what_is_there(p, there, many == 1);
    if (many > 1 && (what.empty() || !at_the_end)) return {};
    const std::string rows = many == 1 ? std::string(row) : fmt::format("{} {}s", many, row);
    const std::string which = at_the_end   ? "the last " + rows
                              : first == 0 ? "the first " + rows
                                           : fmt::format("{} {}", row, first);
    const std::string question = at_the_end && !what.empty() ? " Does a loop end too early?" : "";
    return Reading{fmt::format("{} {}",
                               at_the_end   ? "last"
                               : first == 0 ? "first"
                                            : "one",
                               row),
                   fmt::format("Only {} {} wrong{}.{}", which, many == 1 ? "is" : "are",
                               what.empty() ? "" : ", and " + what, question),
                   what.empty() ? 0.6 : 0.9};
}
Seen only_row(const Pair& p) { return only_one_row(p.expected, p.got, "row", p, false); }
Seen only_column(const Pair& p) {
    return only_one_row(transpose(p.expected), transpose(p.got), "column", p, true);
}

// The wrong numbers are those for which f holds, all of them and no others.
Seen in_part(const Pair& p, const char* kind, const std::string& where, double weight,
             const std::function<bool(int, int)>& f) {
    const int inside = count(p.got, f);
    if (inside == 0 || inside == static_cast<int>(p.got.size())) return {};
    if (!everywhere(p.got, [&](int r, int c) { return f(r, c) != p.right(r, c); })) return {};
    return Reading{kind, where, weight};
}
Seen where_it_is_wrong(const Pair& p) {
    const int rows = p.rows(), cols = p.cols();
    if (rows >= 2 && cols >= 2) {
        if (rows >= 3)
            if (Seen seen = in_part(p, "diagonal", "Only the diagonal is wrong.", 0.7,
                                    [](int r, int c) { return r == c; }))
                return seen;
        if (Seen seen = in_part(p, "off the diagonal", "Only the diagonal is right.", 0.5,
                                [](int r, int c) { return r != c; }))
            return seen;
        if (rows >= 3 && cols >= 3) {
            if (Seen seen = in_part(p, "above", "Only what stands above the diagonal is wrong.",
                                    0.7, [](int r, int c) { return c > r; }))
                return seen;
            if (Seen seen = in_part(p, "below", "Only what stands below the diagonal is wrong.",
                                    0.7, [](int r, int c) { return c < r; }))
                return seen;
        }
        if (cols >= 4)
            for (const int odd : {0, 1})
                if (Seen seen =
                        in_part(p, "every other column",
                                fmt::format("Only the {} columns are wrong.", odd ? "odd" : "even"),
                                0.7, [odd](int, int c) { return c % 2 == odd; }))
                    return seen;
    }
    return {};
}

std::vector<int> right_rows(const Pair& p) {
    std::vector<int> rows;
    for (int r = 0; r < p.rows(); ++r)
        if (same(p.got.row_block(r, 1), p.expected.row_block(r, 1))) rows.push_back(r);
    return rows;
}

Seen first_row_right(const Pair& p) {
    if (p.rows() < 2 || right_rows(p) != std::vector<int>{0} ||
        all_are(p.expected.row_block(0, 1), 0))
        return {};
    bool repeated = p.rows() >= 3;
    for (int r = 1; r < p.rows(); ++r)
        repeated &= same(p.got.row_block(r, 1), p.got.row_block(0, 1));
    if (repeated)
        return Reading{"first row repeated",
                       "Row 0 is right, and all the other rows are the same as row 0.", 0.9};
    return Reading{
        "carried",
        p.rows() == 2
            ? "Row 0 is right and row 1 is not: does something carry over from row to row?"
            : "Row 0 is right and none of the later rows is: does something carry over from "
              "row to row?",
        p.rows() == 2 ? 0.6 : 0.85};
}
// The same along the only row of a result: step after step, position after position.
Seen first_number_right(const Pair& p) {
    if (p.rows() != 1 || p.cols() < 3) return {};
    int good = 0;
    while (good < p.cols() && p.right(0, good)) ++good;
    if (good == 0) return {};
    for (int c = good; c < p.cols(); ++c)
        if (p.right(0, c)) return {};
    if (good == p.cols() - 1) return {};  // "only the last column"
    return Reading{"from there on",
                   good == 1
                       ? "The first number is right, and none of the later ones is."
                       : fmt::format("The first {} numbers are right, and none of the later ones "
                                     "is.",
                                     good),
                   0.5};
}
Seen some_rows_or_columns(const Pair& p) {
    const auto said = [](const std::vector<int>& right, int all, const char* row) -> Seen {
        if (right.empty() || static_cast<int>(right.size()) == all || all < 3) return {};
        const std::string which =
            right.size() == 1
                ? fmt::format("{} {} is right", row, right[0])
                : fmt::format("{}s {} are right", row, listed({right.begin(), right.end()}));
        return Reading{fmt::format("some {}s", row), "Only " + which + ".", 0.4};
    };
    if (Seen rows = said(right_rows(p), p.rows(), "row")) return rows;
    const Matrix expected = transpose(p.expected), got = transpose(p.got);
    return said(right_rows({p.c, expected, got, p.reference}), p.cols(), "column");
}
// All to one side.
Seen to_one_side(const Pair& p) {
    if (!all_finite(p.got) || p.got.size() < 3) return {};
    const int wrong = count(p.got, [&p](int r, int c) { return !p.right(r, c); });
    const int more = count(
        p.got, [&p](int r, int c) { return !p.right(r, c) && p.got(r, c) > p.expected(r, c); });
    if (wrong < 4 || (more != 0 && more != wrong)) return {};
    return Reading{
        "to one side",
        fmt::format("{} too {}.",
                    wrong == static_cast<int>(p.got.size()) ? "Every number is"
                                                            : "All the wrong numbers are",
                    more == 0 ? "small" : "large"),
        0.3};
}

using Observer = Seen (*)(const Pair&);
// What may come on top of a known mistake, so that both are still recognised.
constexpr Observer kSimple[] = {opposite_sign, one_minus,  constant_factor, constant_difference,
                                transposed,    rows_moved, columns_moved,   neighbours_exchanged,
                                only_row,      only_column};
constexpr Observer kOthers[] = {without_sign,
                                turned_upside_down,
                                squared,
                                rooted,
                                logarithm,
                                power_of_e,
                                no_negative,
                                kept_negative,
                                cut_to_whole,
                                nearly,
                                factor_of_each_row,
                                factor_of_each_column,
                                difference_of_each_row,
                                difference_of_each_column,
                                in_other_places,
                                running_sums,
                                missing_terms,
                                constant,
                                input_unchanged,
                                input_changed,
                                not_a_number,
                                infinite,
                                rows_not_normalised,
                                zeros_and_others,
                                where_it_is_wrong,
                                first_row_right,
                                first_number_right,
                                some_rows_or_columns,
                                to_one_side};

// ---- another shape -----------------------------------------------------------------------------
// One list is the other with something left out or put in at its end or its beginning.
Seen longer_or_shorter(ConstView expected, ConstView got) {
    const std::vector<real> e = flat(expected), g = flat(got);
    const std::vector<real>&longer = e.size() > g.size() ? e : g,
          &shorter = e.size() > g.size() ? g : e;
    const std::size_t more = longer.size() - shorter.size();
    if (shorter.size() < 2 || more > shorter.size()) return {};  // that may be chance
    const bool at_the_end = std::equal(shorter.begin(), shorter.end(), longer.begin(), same_number);
    const bool at_the_beginning = std::equal(shorter.begin(), shorter.end(),
                                             longer.begin() + static_cast<long>(more), same_number);
    if (!at_the_end && !at_the_beginning) return {};
    const std::string numbers = more == 1 ? "one number" : fmt::format("{} numbers", more);
    const char* where = at_the_end ? "end" : "beginning";
    if (e.size() > g.size())
        return Reading{fmt::format("shorter at the {}", where),
                       fmt::format("The numbers are right, but at the {} {} {} missing.", where,
                                   numbers, more == 1 ? "is" : "are"),
                       1};
    return Reading{fmt::format("longer at the {}", where),
                   fmt::format("The numbers are right, but there {} {} too many at the {}.",
                               more == 1 ? "is" : "are", numbers, where),
                   1};
}
// Two lists that go the same way up to some place.
Seen goes_wrong_at(ConstView expected, ConstView got) {
    const std::vector<real> e = flat(expected), g = flat(got);
    std::size_t same_until = 0;
    while (same_until < std::min(e.size(), g.size()) && same_number(g[same_until], e[same_until]))
        ++same_until;
    const int by = std::abs(static_cast<int>(e.size()) - static_cast<int>(g.size()));
    const std::string length =
        fmt::format("Your row is {} {} too {}", by, by == 1 ? "number" : "numbers",
                    g.size() > e.size() ? "long" : "short");
    if (same_until == 0)
        return Reading{"length", length + ", and differs from the first number on.", 0.4};
    return Reading{
        "length",
        fmt::format("{}, and the first difference is at place {} (counted from 0): {} where "
                    "there should be {}.",
                    length, same_until,
                    same_until < g.size() ? short_number(double{g[same_until]}) : "nothing",
                    same_until < e.size() ? short_number(double{e[same_until]}) : "nothing"),
        0.5};
}
std::vector<Reading> of_another_shape(const Case& c, ConstView expected, ConstView got) {
    std::vector<Reading> seen;
    const Shape e = expected.shape(), g = got.shape();
    const std::string shapes =
        fmt::format("The result is {}, and should be {}", to_string(g), to_string(e));
    for (const Input& input : c.inputs)
        if (input.value.shape() == g && g.size() > 1 && same(input.value, got))
            seen.push_back(
                {"input", fmt::format("This is `{}`, just as it came in.", input.name), 1});
    if (g.size() == 0) {
        seen.push_back({"empty",
                        e.rows == 1 && g.rows == 1
                            ? "Your row is empty."
                            : shapes + ": it has no numbers at all. Has it been "
                                       "made with the right shape?",
                        1});
        return seen;
    }
    if (g == Shape{e.cols, e.rows}) {
        const bool turned = same(got, transpose(expected));
        seen.push_back(
            {turned ? "transposed" : "transposed shape",
             shapes + (turned ? ". The numbers are right, but rows and columns have changed "
                                "places."
                              : ": rows and columns have changed places."),
             turned ? 1 : 0.6});
        return seen;
    }
    if (e.rows == 1 && g.rows == 1) {
        if (const Seen s = longer_or_shorter(expected, got)) seen.push_back(*s);
        if (const Seen s = goes_wrong_at(expected, got)) seen.push_back(*s);
        return seen;
    }
    const int rows = std::min(e.rows, g.rows), cols = std::min(e.cols, g.cols);
    if (same(got.row_block(0, rows).col_block(0, cols),
             expected.row_block(0, rows).col_block(0, cols)))
        seen.push_back(
            {"part", shapes + ". What the two have in common is right, so only the size is wrong.",
             1});
    if (g.size() == e.size())
        seen.push_back({"reshaped", shapes + ": as many numbers, but in another shape.", 0.6});
    for (const Input& input : c.inputs)
        if (input.value.shape() == g && g != e) {
            seen.push_back(
                {"shape of an input",
                 fmt::format("{}. {} is the shape of `{}`.", shapes, to_string(g), input.name),
                 0.6});
            break;
        }
    const auto more = [](int got_n, int wanted, const char* what) {
        const int by = std::abs(got_n - wanted);
        return by == 0 ? std::string()
                       : fmt::format("{} {}{} too {}", by, what, by == 1 ? "" : "s",
                                     got_n > wanted ? "many" : "few");
    };
    const std::string r = more(g.rows, e.rows, "row"), k = more(g.cols, e.cols, "column");
    seen.push_back({"shape",
                    fmt::format("{}: {}{}{}.", shapes, r, r.empty() || k.empty() ? "" : " and ", k),
                    0.5});
    return seen;
}

}  // namespace

std::vector<Reading> read_differences(const Case& c, ConstView expected, ConstView got) {
    if (same(got, expected)) return {};
    if (got.shape() != expected.shape()) return of_another_shape(c, expected, got);
    std::vector<Reading> all = read_simple_differences(c, expected, got, "it should be");
    if (got.empty()) return all;
    for (const Observer observe : kOthers)
        if (Seen seen = observe({c, expected, got, "it should be"}))
            all.push_back(std::move(*seen));
    return all;
}

std::vector<Reading> read_simple_differences(const Case& c, ConstView expected, ConstView got,
                                             const std::string& reference) {
    if (same(got, expected)) return {};
    if (got.shape() != expected.shape()) return of_another_shape(c, expected, got);
    std::vector<Reading> all;
    if (got.empty()) return all;
    for (const Observer observe : kSimple)
        if (Seen seen = observe({c, expected, got, reference})) all.push_back(std::move(*seen));
    return all;
}

std::set<double> telling_numbers(ConstView expected, ConstView got) {
    const bool comparable = expected.shape() == got.shape();
    std::set<double> telling;
    for (int r = 0; r < got.rows(); ++r)
        for (int c = 0; c < got.cols(); ++c) {
            const real x = got(r, c);
            const bool wrong = !comparable || !same_number(x, expected(r, c));
            if (wrong && std::isfinite(x) && x * 2 != std::round(x * 2)) telling.insert(rounded(x));
        }
    return telling;
}

}  // namespace book::teacher
