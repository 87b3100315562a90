// 12.4  Rotary positions in the model
// solid; chapter 12, "Rotary positions: turn, do not add"
#include "12_language_model/exercises.h"

using namespace exercise;

// The width that counts is that of a head: it says where the second half of a
// pair is, and how fast the pair turns. Which columns make a pair is only a
// matter of their order. A model that was trained with neighbours works with
// halves as well, if the columns of W_Q and W_K are put into another order, and
// works with nothing else: the two must fit together.
//
// Both numbers of a pair are read before either is written.
Matrix exercise::turned(ConstView x, int heads, int first, real theta) {
    const int width = x.cols() / heads, half = width / 2;
    Matrix y(x.shape());
    for (int r = 0; r < x.rows(); ++r) {
        for (int i = 0; i < half; ++i) {
            const double power = std::pow(double{theta}, 2.0 * i / width);
            const double angle = (first + r) / power;
            const auto cosine = static_cast<real>(std::cos(angle));
            const auto sine = static_cast<real>(std::sin(angle));
            for (int h = 0; h < heads; ++h) {
                const int a = h * width + i, b = a + half;
                y(r, a) = x(r, a) * cosine - x(r, b) * sine;
                y(r, b) = x(r, a) * sine + x(r, b) * cosine;
            }
        }
    }
    return y;
}
