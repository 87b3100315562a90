// 3.1  One number of the table
// first steps; chapter 03, "A row of wheels"
#include "03_positions/exercises.h"

using namespace exercise;

// The two columns of a wheel share its angle, so the column is cut down to its
// wheel first, with the division of whole numbers; the exponent needs the other
// division. The angle is a double: at position 1000 a float has only four
// digits left behind the point, and a sine shows it.
real exercise::sinusoid(int position, int column, int width) {
    const int wheel = column / 2;
    const double angle = position / std::pow(10000.0, 2.0 * wheel / width);
    const double hand = column % 2 == 0 ? std::sin(angle) : std::cos(angle);
    return static_cast<real>(hand);
}
