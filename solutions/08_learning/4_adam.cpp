// 8.4  A step of Adam
// solid; chapter 08, "The smallest model that learns"
#include "08_learning/exercises.h"

using namespace exercise;

// m and v start at 0, so after one step they hold a tenth of g and a fiftieth
// of g^2. Without the correction, the first step would be 0.1 / sqrt(0.02) =
// 0.7 of the rate here, and 3 times the rate with the usual b2 = 0.999. With
// the correction the first step is the rate itself, whatever the size of g. The
// corrected means are not stored, because the running means go on from their
// own values. Epsilon only prevents 0 / 0. It is added after the root; under
// the root it would count as its own square root, which is far larger.
void exercise::adam_step(View x, ConstView g, View m, View v, int t,
                         real rate) {
    const real b1 = 0.9f, b2 = 0.98f, epsilon = 1e-3f;
    const real power = static_cast<real>(t);
    for (int i = 0; i < x.cols(); ++i) {
        m(0, i) = b1 * m(0, i) + (1 - b1) * g(0, i);
        v(0, i) = b2 * v(0, i) + (1 - b2) * g(0, i) * g(0, i);
        const real fair_m = m(0, i) / (1 - std::pow(b1, power));
        const real fair_v = v(0, i) / (1 - std::pow(b2, power));
        x(0, i) -= rate * fair_m / (std::sqrt(fair_v) + epsilon);
    }
}
