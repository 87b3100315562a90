// 3.2  A signal of your own
// solid; chapter 03, "Why sines: three words on is the same turn everywhere"
#include "03_positions/exercises.h"

using namespace exercise;

// Wheels again, but of another clockwork: each turns half as fast as the one
// before it, as the digits of a binary number do. One of many answers.
//
// Why wheels? Even steps: a sine and a cosine of one angle have the dot product
// cos(a - b), in which the place does not appear. Small: both stay within -1
// and 1. Lengthless: the angle contains the position only. And different: the
// first wheel turns by one radian a word. A full turn is 2 pi radians, no ratio
// of whole numbers, so it never comes back to the same angle exactly; and where
// it comes near (after 44 words it is 0.018 away), the second wheel stands on
// the other side.
Matrix exercise::position_signals(int length, int width) {
    Matrix p({length, width});
    for (int position = 0; position < length; ++position) {
        double speed = 1;
        for (int c = 0; c < width; c += 2) {
            p(position, c) = static_cast<real>(std::sin(position * speed));
            p(position, c + 1) =
                static_cast<real>(std::cos(position * speed));
            speed /= 2;
        }
    }
    return p;
}
