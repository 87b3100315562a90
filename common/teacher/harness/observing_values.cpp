// Observers: zeros, one number everywhere, an input as it came in, nan and infinity; what rows add up to.
#include "teacher/harness/observing.h"
#include "tensor/ops.h"

namespace book::teacher::observing {

// ---- hardly any numbers of its own -------------------------------------------------------------
Seen constant(const Pair& p) {
    const real x = p.got(0, 0);
    if (!all_are(p.got, x) || std::isnan(x) || all_are(p.expected, p.expected(0, 0)) ||
        p.got.size() < 2)
        return {};
    if (x == 0)
        return Observation{
            "zero",
            "Every number is 0, as in a matrix that has just been made: is the result ever "
            "written to?",
            1};
    return Observation{"constant", fmt::format("Every number is the same, {}.", short_number(x)),
                       std::isinf(x) || p.got.size() < 3 ? 0.5 : 1};
}

Seen input_unchanged(const Pair& p) {
    for (const Input& input : p.c.inputs)
        if (input.value.shape() == p.got.shape() && p.got.size() > 1 &&
            !same(input.value, p.expected) && same(input.value, p.got))
            return Observation{"input",
                               fmt::format("This is `{}`, just as it came in.", input.name), 1};
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
            return Observation{"input", fmt::format("This is `{}`, {}.", input.name, what), 0.9};
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
static std::string why_nan(const Pair& p, bool whole_rows_of_zeros) {
    if (whole_rows_of_zeros)
        return "Nothing is left in such a row, so that its sum is 0, and 0 / 0 is not a number. "
               "The row should be all zeros.";
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

// "2 of 6 numbers are infinite; the others are right."
static std::string some_numbers(int how_many, const Pair& p, const std::string& what,
                                bool rest_is_right) {
    if (how_many == static_cast<int>(p.got.size()))
        return fmt::format("{} is {}.", how_many == 1 ? "The result" : "Every number", what);
    return fmt::format("{} of {} numbers {} {}{}.", how_many, p.got.size(),
                       how_many == 1 ? "is" : "are", what,
                       rest_is_right ? "; the others are right" : "");
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
    const std::string what = some_numbers(how_many, p, "nan, not a number", rest_is_right);
    return Observation{"nan", what + " " + why_nan(p, rows_of_zeros && p.cols() > 1),
                       all || rest_is_right ? 1 : 0.7};
}

static std::string why_infinite(const Case& c) {
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
        return Observation{
            "infinite",
            fmt::format("There is -infinity where there should be 0, in {}{}. The logarithm of "
                        "0 gives that, and so does a hidden score that was not turned into a "
                        "weight.",
                        places(how_many), rest_is_right ? "; the other numbers are right" : ""),
            rest_is_right ? 1 : 0.7};
    return Observation{
        "infinite", some_numbers(how_many, p, "infinite", rest_is_right) + " " + why_infinite(p.c),
        rest_is_right ? 1 : 0.7};
}

// ---- what rows add up to -----------------------------------------------------------------------
static std::vector<double> row_sums(ConstView m) {
    std::vector<double> sums;
    for (int r = 0; r < m.rows(); ++r) {
        double total = 0;
        for (const real x : m.row(r)) total += double{x};
        sums.push_back(total);
    }
    return sums;
}
static bool all_near(const std::vector<double>& numbers, double x) {
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
        return Observation{"columns add up",
                           "It is the columns that add up to 1, and it should be the rows.", 0.8};
    if (to_1 && p.rows() > 1 && std::abs(total - 1) < 1e-3)
        return Observation{
            "all adds up",
            "All the numbers together add up to 1, and each row should do so by itself.", 0.8};
    const auto off = std::find_if(come.begin(), come.end(),
                                  [should](double s) { return std::abs(s - should) >= 1e-3; });
    return Observation{"rows do not add up",
                       fmt::format("Each row should add up to {}, but row {} adds up to {}.",
                                   should, off - come.begin(), short_number(*off)),
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
            return Observation{
                "zeros",
                fmt::format("{} {} all zeros, as if never written to. The other rows are "
                            "right.",
                            empty.size() == 1 ? "Row" : "Rows",
                            listed(empty) + (empty.size() == 1 ? " is" : " are")),
                0.9};
    }
    if (only_0 == wrong_in_all && p.got.size() > 1 && !all_are(p.got, 0))
        return Observation{
            "zeros",
            fmt::format("The numbers are right, except that there is a 0 in {} where there "
                        "should be none.",
                        places(only_0)),
            0.7};
    if (not_0 == wrong_in_all && some_zeros_expected && p.got.size() > 1)
        return Observation{
            "no zeros",
            fmt::format("The numbers are right, except in {} where there should be a 0.",
                        places(not_0)),
            0.8};
    if (not_0 == 0 && some_zeros_expected && only_0 == 0 && !all_are(p.expected, 0))
        return Observation{
            "zeros right",
            "The zeros are where they should be. It is the other numbers that differ.", 0.4};
    return {};
}

}  // namespace book::teacher::observing
