// 8.6  The gradient of layer norm
// hard; chapter 08, "Trust no gradient that you have not checked"
#include "08_learning/exercises.h"

using namespace exercise;

// Let n = (x - mean) / deviation be the normalised row, so that y =
// gain n + bias, and g = dy gain the slope for n. Three paths lead from x to n:
//
//   the number itself  moves n by 1 / deviation for each point;
//   the mean           moves every n of the row by -1 / (d deviation), and
//                      collects the whole sum of g: minus the mean of g;
//   the deviation      moves by n / d for a point of x, and shrinks every n of
//                      the row by n / deviation: minus n times the mean of g n.
//
// Together dx = (g - mean(g) - n mean(g n)) / deviation. What is taken away is
// the part of g that moves a whole row up, and the part that stretches it:
// layer norm undoes both, so neither of them can change the loss.
Matrix exercise::gradient_of_layer_norm(ConstView x, ConstView gain,
                                        ConstView dy) {
    const int d = x.cols();
    Matrix dx(x.shape());
    for (int r = 0; r < x.rows(); ++r) {
        const ConstView row = x.row_block(r, 1);
        const double middle = mean(row);
        const double deviation = std::sqrt(variance(row) + 0.00001);

        double mean_g = 0, mean_gn = 0;
        for (int c = 0; c < d; ++c) {
            const double g = double{dy(r, c)} * double{gain(0, c)};
            const double n = (double{x(r, c)} - middle) / deviation;
            mean_g += g / d;
            mean_gn += g * n / d;
        }
        for (int c = 0; c < d; ++c) {
            const double g = double{dy(r, c)} * double{gain(0, c)};
            const double n = (double{x(r, c)} - middle) / deviation;
            dx(r, c) =
                static_cast<real>((g - mean_g - n * mean_gn) / deviation);
        }
    }
    return dx;
}
