// 3.1  One number of the table
// first steps; chapter 03, "A row of wheels"
#include "03_positions/exercises.h"

using namespace exercise;

// The two columns of a wheel share one angle, so the column is first reduced to
// its wheel, with the division of whole numbers. The exponent needs the other
// kind of division. The angle is a double because at position 1000 a float has
// only about four digits left after the decimal point, which is enough to show
// in a sine.
real exercise::sinusoid(int position, int column, int width) {
    const int wheel = column / 2;
    const double angle = position / std::pow(10000.0, 2.0 * wheel / width);
    const double hand = column % 2 == 0 ? std::sin(angle) : std::cos(angle);
    return static_cast<real>(hand);
}
