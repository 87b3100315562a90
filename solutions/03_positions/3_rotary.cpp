// 3.3  Rotary positions
// hard; chapter 03, "A further step: turn the words themselves"
#include "03_positions/exercises.h"

using namespace exercise;

namespace {

// The old numbers of a pair are kept, because both new ones need both of them.
Matrix turned(ConstView x) {
    Matrix y(x.shape());
    for (int p = 0; p < x.rows(); ++p)
        for (int c = 0; c < x.cols(); c += 2) {
            const double angle =
                p / std::pow(10000.0, static_cast<double>(c) / x.cols());
            const double first = x(p, c), second = x(p, c + 1);
            y(p, c) = static_cast<real>(first * std::cos(angle) +
                                        second * std::sin(angle));
            y(p, c + 1) = static_cast<real>(second * std::cos(angle) -
                                            first * std::sin(angle));
        }
    return y;
}

}  // namespace

// Turning both words by the same angle changes no dot product: that is what it
// means to turn. So only the difference of the two angles counts, and it is
// given by the difference of the two positions. RoFormer turns the other way
// round. Since a model learns its queries and keys, one direction is as good
// for it as the other, as long as both agree; but the numbers differ, and
// *before* and *after* change places.
Matrix exercise::rotary_scores(ConstView q, ConstView k) {
    return matmul_nt(turned(q), turned(k));
}
