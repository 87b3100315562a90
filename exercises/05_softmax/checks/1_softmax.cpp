// Checks exercise 5.1, softmax.
#include "05_softmax/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_5_1 {
namespace {

// Normal numbers around these.
Matrix near(Matrix m, Rng& rng) {
    add_to(draw(m.shape(), rng), m);
    return m;
}

std::vector<Case> cases(Rng& rng) {
    const Matrix few = draw({1, 3}, rng);
    const Matrix rows = draw({3, 4}, rng, 2);
    const Matrix tall = draw({5, 2}, rng, 3);
    // Even a long double is infinite above exp(11356), and a double above exp(709).
    const Matrix huge = near(Matrix({2, 3}, 20000), rng);
    const Matrix low = near(Matrix({2, 3}, -20000), rng);
    const Matrix unlike = near(Matrix{{1000, 1000, 1000}, {0, 0, 0}}, rng);
    const Matrix far = near(Matrix{{0, 1000, 1000}, {5000, 0, 5000}, {-5000, -5000, 0}}, rng);
    // Here the mean lies near enough to the top: taking it away is right, the smallest score is not.
    Matrix one_below = near(Matrix({1, 14}, 0), rng);
    one_below(0, 5) -= 900;
    return {{"three scores", {{"scores", few}}},
            {"three rows, each by itself", {{"scores", rows}}},
            {"more rows than columns", {{"scores", tall}}},
            {"a single score, whose weight is 1", {{"scores", Matrix{{real{-2.5}}}}}},
            {"huge scores", {{"scores", huge}}},
            {"very low scores", {{"scores", low}}},
            {"one row far above the other", {{"scores", unlike}}},
            {"scores that lie far apart", {{"scores", far}}},
            {"one score far below the others", {{"scores", one_below}}}};
}

// exp of what becomes of the score x in such a row, divided by its sum over the row.
using Row = std::span<const real>;
template <class Score>
Matrix softmax_of(ConstView x, Score score) {
    Matrix y(x.shape());
    for (int r = 0; r < x.rows(); ++r) {
        real total = 0;
        for (int c = 0; c < x.cols(); ++c)
            total += y(r, c) = std::exp(score(x(r, c), Row(x.row(r))));
        for (int c = 0; c < x.cols(); ++c) y(r, c) /= total;
    }
    return y;
}

Matrix no_maximum(const Case& c) {
    return softmax_of(c.matrix(0), [](real x, Row) { return x; });
}

real largest(const Matrix& m) { return *std::max_element(m.flat().begin(), m.flat().end()); }

Matrix one_maximum_for_all(const Case& c) {
    const real top = largest(c.inputs[0].value);
    return softmax_of(c.matrix(0), [top](real x, Row) { return x - top; });
}

Matrix takes_the_smallest_away(const Case& c) {
    return softmax_of(
        c.matrix(0), [](real x, Row row) { return x - *std::min_element(row.begin(), row.end()); });
}

Matrix takes_the_first_away(const Case& c) {
    return softmax_of(c.matrix(0), [](real x, Row row) { return x - row[0]; });
}

Matrix takes_the_mean_away(const Case& c) {
    return softmax_of(c.matrix(0),
                      [](real x, Row row) { return x - sum(row) / static_cast<real>(row.size()); });
}

Matrix cuts_off(const Case& c) {
    return softmax_of(c.matrix(0), [](real x, Row) { return std::clamp<real>(x, -80, 80); });
}

// exp(x - top of the row), and the total that each of them is divided by, which may be more than that of
// its row.
template <class Total>
Matrix divided_by(const Case& c, Total total) {
    Matrix y(c.matrix(0));
    for (int r = 0; r < y.rows(); ++r) {
        const real top = *std::max_element(y.row(r).begin(), y.row(r).end());
        for (real& x : y.row(r)) x = std::exp(x - top);
    }
    const Matrix powers = y;
    for (int r = 0; r < y.rows(); ++r)
        for (real& x : y.row(r)) x /= total(powers, r);
    return y;
}

Matrix carries_the_total_on(const Case& c) {
    return divided_by(c, [](const Matrix& powers, int r) {
        real total = 0;
        for (int row = 0; row <= r; ++row) total += sum(powers.row(row));
        return total;
    });
}

Matrix one_total_for_all(const Case& c) {
    return divided_by(c, [](const Matrix& powers, int) { return sum(powers.flat()); });
}

Matrix top_begins_at_0(const Case& c) {
    const ConstView x = c.matrix(0);
    Matrix y(x.shape());
    for (int r = 0; r < x.rows(); ++r) {
        real top = 0, total = 0;
        for (const real score : x.row(r)) top = std::max(top, score);
        for (int k = 0; k < x.cols(); ++k) total += y(r, k) = std::exp(x(r, k) - top);
        for (real& weight : y.row(r)) weight /= total;
    }
    return y;
}

Matrix divides_by_the_largest(const Case& c) {
    Matrix y = softmax_rows(c.matrix(0));
    for (int r = 0; r < y.rows(); ++r) {
        const real top = *std::max_element(y.row(r).begin(), y.row(r).end());
        for (real& weight : y.row(r)) weight /= top;
    }
    return y;
}

Matrix down_the_columns(const Case& c) { return transpose(softmax_rows(transpose(c.matrix(0)))); }

Matrix over_the_whole_matrix(const Case& c) {
    Matrix y(c.matrix(0));
    const real top = largest(y);
    real total = 0;
    for (real& x : y.flat()) total += x = std::exp(x - top);
    return scale(y, 1 / total);
}

Matrix no_exponential(const Case& c) {
    Matrix y(c.matrix(0));
    for (int r = 0; r < y.rows(); ++r) {
        const real total = sum(y.row(r));
        for (real& x : y.row(r)) x /= total;
    }
    return y;
}

const Register registered(
    {"5.1",
     "Softmax",
     "exercises/05_softmax/1_softmax.cpp",
     cases,
     [](const Case& c) { return exercise::softmax(c.matrix(0)); },
     [](const Case& c) { return softmax_rows(c.matrix(0)); },
     {{"no_maximum",
       "This is what you get when the largest score is not subtracted. Then exp overflows to "
       "infinity, or a whole row becomes 0.",
       no_maximum},
      {"one_maximum_for_all",
       "This is what you get when the largest score of the whole matrix is subtracted from every "
       "row. Each row has a largest score of its own; otherwise a low row becomes 0 / 0.",
       one_maximum_for_all},
      {"takes_the_smallest_away",
       "This is what you get when the smallest score of each row is subtracted. If another one "
       "lies far above it, exp still overflows. Subtract the largest, so that none is above 0.",
       takes_the_smallest_away},
      {"takes_the_first_away",
       "This is what you get when the first score of each row is subtracted. If another one lies "
       "far above it, exp still overflows. Subtract the largest, so that none is above 0.",
       takes_the_first_away},
      {"takes_the_mean_away",
       "This is what you get when the mean of each row is subtracted. If a score lies far above "
       "it, exp still overflows. Subtract the largest, so that none is above 0.",
       takes_the_mean_away},
      {"cuts_off",
       "This is what you get when huge scores are cut off at some bound before exp. Then all the "
       "scores beyond the bound look the same. Subtract the largest score of the row instead, "
       "which changes no weight.",
       cuts_off},
      {"divides_by_the_largest",
       "This is what you get when the powers of e are not divided by the sum of their row, or only "
       "by the largest of them.",
       divides_by_the_largest},
      {"down_the_columns",
       "This is what you get when the sum runs down the columns. It is each row that should add "
       "up to 1.",
       down_the_columns},
      {"over_the_whole_matrix",
       "This is what you get when the sum runs over the whole matrix. Each row should have a sum "
       "of its own.",
       over_the_whole_matrix},
      {"carries_the_total_on",
       "This is what you get when the total does not go back to 0 for each row. Then a row is also "
       "divided by what the rows before it have added up.",
       carries_the_total_on},
      {"one_total_for_all",
       "This is what you get when all the rows are divided by one total, that of the whole matrix. "
       "Each row should have a total of its own.",
       one_total_for_all},
      {"top_begins_at_0",
       "This is what you get when the search for the largest score begins at 0. If all the scores "
       "of a row are below 0, it never finds one. Begin with the first score of the row.",
       top_begins_at_0},
      {"no_exponential",
       "This is what you get when the scores themselves are divided by their sum, without exp.",
       no_exponential}}});

}  // namespace
}  // namespace book::teacher::exercise_5_1
