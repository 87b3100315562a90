// Observers: the right numbers in other places, or wrong ones in some places only.
#include "teacher/harness/observing.h"
#include "tensor/ops.h"

namespace book::teacher::observing {

// ---- the right numbers in other places ---------------------------------------------------------
Seen transposed(const Pair& p) {
    if (p.rows() != p.cols() || !enough(p, 0) || !same(p.got, transpose(p.expected))) return {};
    return Observation{
        "transposed",
        "Rows and columns have changed places: row i holds what belongs into column i.", 1};
}

// Is row r of one row other(r) of the other? For the rows for which there is one.
template <class F>
static bool rows_move(ConstView expected, ConstView got, F&& other) {
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
static Seen moved(ConstView expected, ConstView got, const char* row) {
    const int n = got.rows();
    if (n < 2 || different_numbers(expected) < 3) return {};
    for (int r = 1; r < n; ++r)  // rows that cannot be told apart tell nothing
        for (int other = 0; other < r; ++other)
            if (same(expected.row_block(r, 1), expected.row_block(other, 1))) return {};
    if (rows_move(expected, got, [n](int r) { return n - 1 - r; }))
        return Observation{
            fmt::format("{}s reversed", row),
            n == 2 ? fmt::format("The two {}s have changed places.", row)
                   : fmt::format("The {}s come in the opposite order, the last one first.", row),
            1};
    if (n >= 3 && rows_move(expected, got, [](int r) { return r - 1; }))
        return Observation{
            fmt::format("{}s shifted", row),
            fmt::format("Everything is shifted by one {0}: {0} 1 holds what belongs into "
                        "{0} 0, and so on.",
                        row),
            0.9};
    if (n >= 3 && rows_move(expected, got, [](int r) { return r + 1; }))
        return Observation{
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
    return Observation{fmt::format("{}s reordered", row),
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
    return Observation{"neighbours exchanged",
                       "Even and odd columns have changed places: 0 with 1, 2 with 3, and so on.",
                       1};
}

Seen in_other_places(const Pair& p) {
    if (different_numbers(p.expected) < 4) return {};
    std::vector<real> a = flat(p.expected), b = flat(p.got);
    const auto before = [](real x, real y) { return x < y || (!std::isnan(x) && std::isnan(y)); };
    std::sort(a.begin(), a.end(), before);
    std::sort(b.begin(), b.end(), before);
    if (!std::equal(a.begin(), a.end(), b.begin(), same_number)) return {};
    return Observation{
        "other places",
        "All the right numbers are there, but not in their places: has a row been taken for "
        "a column, or one index for another?",
        0.9};
}

// ---- only in one place -------------------------------------------------------------------------
// What is seen in a part, if something simple is.
static std::string what_is_there(const Pair& p, const std::function<bool(int, int)>& in_part,
                                 bool one) {
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
static Seen only_one_row(ConstView expected, ConstView got, const char* row, const Pair& p,
                         bool turned) {
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
    return Observation{fmt::format("{} {}",
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
static Seen in_part(const Pair& p, const char* kind, const std::string& where, double weight,
                    const std::function<bool(int, int)>& f) {
    const int inside = count(p.got, f);
    if (inside == 0 || inside == static_cast<int>(p.got.size())) return {};
    if (!everywhere(p.got, [&](int r, int c) { return f(r, c) != p.right(r, c); })) return {};
    return Observation{kind, where, weight};
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

static std::vector<int> right_rows(const Pair& p) {
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
        return Observation{"first row repeated",
                           "Row 0 is right, and all the other rows are the same as row 0.", 0.9};
    return Observation{
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
    return Observation{
        "from there on",
        good == 1 ? "The first number is right, and none of the later ones is."
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
        return Observation{fmt::format("some {}s", row), "Only " + which + ".", 0.4};
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
    return Observation{
        "to one side",
        fmt::format("{} too {}.",
                    wrong == static_cast<int>(p.got.size()) ? "Every number is"
                                                            : "All the wrong numbers are",
                    more == 0 ? "small" : "large"),
        0.3};
}

}  // namespace book::teacher::observing
