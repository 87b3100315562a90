// Checks exercise 3.1, one number of the sinusoidal table.
#include "03_positions/exercises.h"
#include "nn/embedding.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_3_1 {
namespace {

Case row_of(const char* about, int position, int width) {
    return {about, {{"position", as_input(position)}, {"width", as_input(width)}}};
}

std::vector<Case> cases(Rng& rng) {
    const int near = 1 + rng.below(5), near_width = 4 + 2 * rng.below(3);
    const int middle = 6 + rng.below(40), middle_width = 6 + 2 * rng.below(5);
    const int far = 100 + rng.below(900), far_width = 16 + 2 * rng.below(8);
    return {row_of("the beginning of a sentence, where no wheel has turned", 0, 6),
            row_of("a position near the beginning", near, near_width),
            row_of("a position in the middle", middle, middle_width),
            row_of("a position far out, a wide row", far, far_width)};
}

int position_of(const Case& c) { return c.whole(0); }
int width_of(const Case& c) { return c.whole(1); }

// The row that `number(position, column, width)` makes, column by column.
template <class F>
Matrix row(const Case& c, F&& number) {
    Matrix y({1, width_of(c)});
    for (int column = 0; column < y.cols(); ++column)
        y(0, column) = static_cast<real>(number(position_of(c), column, y.cols()));
    return y;
}

double wave(int column, double angle) {
    return column % 2 == 0 ? std::sin(angle) : std::cos(angle);
}

Matrix right(const Case& c) {
    const Matrix table = sinusoidal_positions(position_of(c) + 1, width_of(c));
    return Matrix(table.view().row_block(position_of(c), 1));
}

Matrix cosine_first(const Case& c) {
    return row(c, [](int p, int column, int d) {
        return wave(column + 1, p / std::pow(10000.0, 2.0 * (column / 2) / d));
    });
}

Matrix each_column_its_own_speed(const Case& c) {
    return row(c, [](int p, int column, int d) {
        return wave(column, p / std::pow(10000.0, static_cast<double>(column) / d));
    });
}

Matrix forgets_the_two(const Case& c) {
    return row(c, [](int p, int column, int d) {
        return wave(column, p / std::pow(10000.0, static_cast<double>(column / 2) / d));
    });
}

Matrix twice_the_column(const Case& c) {
    return row(c, [](int p, int column, int d) {
        return wave(column, p / std::pow(10000.0, 2.0 * column / d));
    });
}

Matrix multiplies(const Case& c) {
    return row(c, [](int p, int column, int d) {
        return wave(column, p * std::pow(10000.0, 2.0 * (column / 2) / d));
    });
}

Matrix divides_whole_numbers(const Case& c) {
    return row(c, [](int p, int column, int) { return wave(column, p); });
}

Matrix counts_from_one(const Case& c) {
    return row(c, [](int p, int column, int d) {
        return wave(column, (p + 1) / std::pow(10000.0, 2.0 * (column / 2) / d));
    });
}

Matrix sines_before_cosines(const Case& c) {
    return row(c, [](int p, int column, int d) {
        const int wheel = column % (d / 2);
        return wave(column < d / 2 ? 0 : 1, p / std::pow(10000.0, 2.0 * wheel / d));
    });
}

const Register registered(
    {"3.1",
     "One number of the table",
     "exercises/03_positions/1_sinusoid.cpp",
     cases,
     [](const Case& c) { return row(c, exercise::sinusoid); },
     right,
     {{"cosine_first",
       "This is what you get when even columns hold the cosine. They should hold the sine, and "
       "odd columns the cosine.",
       cosine_first},
      {"each_column_its_own_speed",
       "This is what you get when every column has an angle of its own. The two columns of a "
       "wheel share one angle.",
       each_column_its_own_speed},
      {"forgets_the_two",
       "This is what you get when the exponent is i / width. It should be 2i / width, where i "
       "counts the wheels.",
       forgets_the_two},
      {"twice_the_column",
       "This is what you get when the exponent is 2 * column / width. It should be 2i / width, "
       "where i "
       "counts the wheels, and there are two columns to a wheel.",
       twice_the_column},
      {"multiplies",
       "This is what you get when the position is multiplied by the power of 10000. It should be "
       "divided by it, so that later wheels turn more slowly.",
       multiplies},
      {"divides_whole_numbers",
       "This is what you get when the exponent is always 0. Two ints are being divided, and the "
       "remainder is dropped.",
       divides_whole_numbers},
      {"counts_from_one",
       "This is what you get when positions are counted from 1. The first word is at position 0.",
       counts_from_one},
      {"sines_before_cosines",
       "This is what you get when all sines are in the first half of the row and all cosines in "
       "the second. Some programs do it like that, but here they alternate.",
       sines_before_cosines}}});

}  // namespace
}  // namespace book::teacher::exercise_3_1
