// Observers: every number by one rule, such as a factor or a sum that goes on.
#include "teacher/harness/observing.h"
#include "tensor/ops.h"

namespace book::teacher::observing {

// ---- every number by one rule -----------------------------------------------------------------
template <class F>
static Seen by_rule(const Pair& p, const char* kind, const std::string& sentence, F&& rule) {
    if (!enough(p, 0)) return {};
    const auto fits = [&](int r, int c) {
        return same_number(p.got(r, c), rule(p.expected(r, c)));
    };
    if (!everywhere(p.got, fits)) return {};
    return Observation{kind, sentence, 1};
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
    return Observation{"not cut off",
                       "The numbers above 0 are right. The others should be 0, and are negative.",
                       1};
}
Seen cut_to_whole(const Pair& p) {
    if (all_whole(p.expected) || !all_whole(p.got) || p.got.size() < 2) return {};
    const auto cut = by_rule(
        p, "int", "The numbers are right in front of the point, and have nothing behind it.",
        [](real x) { return std::trunc(x); });
    const std::string why = " Is there an int where there should be a real?";
    if (cut) return Observation{cut->kind, cut->sentence + why, 1};
    const int broken = count(p.expected, [&p](int r, int c) { return !whole(p.expected(r, c)); });
    if (broken < 3 || different_numbers(p.got) < 2) return {};
    return Observation{"int", "All your numbers are whole ones." + why, 0.9};
}
Seen nearly(const Pair& p) {
    if (!all_finite(p.got) || !all_finite(p.expected)) return {};
    const auto near = [&p](int r, int c) {
        const double e = p.expected(r, c);
        return std::abs(p.got(r, c) - e) <= 0.01 * std::abs(e) + 1e-4;
    };
    if (all_whole(p.expected) || !enough(p, 0) || !everywhere(p.got, near)) return {};
    return Observation{
        "nearly",
        "Every number is nearly right, to within a hundredth of itself: is something "
        "rounded, or a small constant in the wrong place?",
        0.6};
}

// ---- a factor, a difference --------------------------------------------------------------------

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

Seen constant_factor(const Pair& p) {
    const auto f = factor(flat(p.expected), flat(p.got));
    if (!f || !enough(p, 1) || std::abs(*f) < 1e-6 || std::abs(*f + 1) < 1e-3) return {};
    if (std::abs(*f - 1) < 1e-3) return {};  // that is what rounding does
    return Observation{"factor",
                       fmt::format("Every number is {} times what {}.{}", short_number(*f),
                                   p.reference, where_from(*f, p.c)),
                       1};
}

static bool one_row_differs_enough(const Pair& p) {
    for (int r = 0; r < p.rows(); ++r)
        if (different_numbers(p.expected.row_block(r, 1)) < 2) return false;
    return true;
}

// A number of its own for each row explains less than one rule for all.
constexpr double kByRows = 0.95;

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
        return Observation{
            "carried",
            text +
                " Row 0 is right and the later rows are not: does a sum go on from row "
                "to row that should begin at 0 again?",
            kByRows};
    const auto is_first = [&](double f) { return std::abs(f / factors[0] - 1) < 1e-3; };
    if (std::all_of(factors.begin(), factors.end(), is_first)) return {};  // one for all
    return Observation{"factor of rows", text + " What is each row multiplied or divided by?",
                       kByRows};
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
    return Observation{
        "factor of columns",
        fmt::format("Each column has a factor of its own: the columns are {} times what "
                    "{}.",
                    listed(factors), p.they()),
        kByRows};
}

Seen constant_difference(const Pair& p) {
    if (!enough(p, 1) || !all_finite(p.got) || !all_finite(p.expected)) return {};
    const real by = p.got(0, 0) - p.expected(0, 0);
    const auto fits = [&](int r, int c) { return same_number(p.got(r, c), p.expected(r, c) + by); };
    if (std::abs(by) < 1e-3 || !everywhere(p.got, fits)) return {};
    return Observation{
        "difference",
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
    return Observation{
        "difference of rows",
        "In each row, every number is too large or too small by the same amount, and each "
        "row has an amount of its own.",
        kByRows};
}
Seen difference_of_each_column(const Pair& p) {
    if (p.rows() < 3 || p.cols() < 2 || !all_finite(p.got) || !all_finite(p.expected)) return {};
    for (int c = 0; c < p.cols(); ++c) {
        const real by = p.got(0, c) - p.expected(0, c);
        for (int r = 1; r < p.rows(); ++r)
            if (!same_number(p.got(r, c), p.expected(r, c) + by)) return {};
    }
    if (!enough(p, p.cols())) return {};
    return Observation{
        "difference of columns",
        "In each column, every number is too large or too small by the same amount, and "
        "each column has an amount of its own.",
        kByRows};
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
        return Observation{
            "running sum",
            "Every number also contains the numbers before it in its row: does a sum begin "
            "at 0 for each of them?",
            1};
    if (is(false))
        return Observation{
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
static std::vector<Product> products_of_inputs(const Case& c, ConstView expected) {
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
static Matrix terms(const Product& p, int begin, int count) {
    return matmul_nt(p.left.view().col_block(begin, count), p.right.view().col_block(begin, count));
}
static Matrix sums_in_whole_numbers(const Product& p) {
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
            return Observation{
                "last term",
                fmt::format("{} lacks its last term, and is {} times what is left.{}", sums,
                            short_number(*times), where_from(*times, p.c)),
                1};
        if (is(0, k - 1))
            return Observation{
                "last term", sums + " lacks its last term: does the loop end one place too early?",
                1};
        if (is(1, k - 1))
            return Observation{"first term",
                               sums + " lacks its first term: does the loop begin at 0?", 1};
        const auto twice = [&](int begin) {
            return same(p.got, add(p.expected, terms(product, begin, 1)));
        };
        if (twice(0) || twice(k - 1))
            return Observation{
                "a term twice",
                fmt::format("{} holds its {} term twice.", sums, twice(0) ? "first" : "last"), 1};
        if (is(k - 1, 1))
            return Observation{
                "last term only",
                sums +
                    " holds its last term alone: does each term replace the one before "
                    "it, where it should be added?",
                1};
        if (is(0, 1))
            return Observation{"first term only",
                               sums + " holds its first term alone: does the loop go on?", 1};
        if (all_whole(p.got) && same(p.got, sums_in_whole_numbers(product)))
            return Observation{
                "int",
                sums +
                    " has lost what stands behind the point after each step. Is there an "
                    "int where there should be a real?",
                1};
    }
    return {};
}

}  // namespace book::teacher::observing
