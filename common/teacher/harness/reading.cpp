#include "teacher/harness/reading.h"

#include <utility>

#include "teacher/harness/observing.h"

namespace book::teacher {

using namespace observing;

namespace {

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

}  // namespace

std::vector<Observation> read_differences(const Case& c, ConstView expected, ConstView got) {
    if (same(got, expected)) return {};
    if (got.shape() != expected.shape()) return of_another_shape(c, expected, got);
    std::vector<Observation> all = read_simple_differences(c, expected, got, "it should be");
    if (got.empty()) return all;
    for (const Observer observe : kOthers)
        if (Seen seen = observe({c, expected, got, "it should be"}))
            all.push_back(std::move(*seen));
    return all;
}

std::vector<Observation> read_simple_differences(const Case& c, ConstView expected, ConstView got,
                                                 const std::string& reference) {
    if (same(got, expected)) return {};
    if (got.shape() != expected.shape()) return of_another_shape(c, expected, got);
    std::vector<Observation> all;
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
