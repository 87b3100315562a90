// 5.1  Softmax
// first steps; chapter 05, "What if a score is ten thousand?"
#include "05_softmax/exercises.h"

using namespace exercise;

// Subtracting the largest score of a row changes nothing, because exp(x - t) =
// exp(x) / exp(t), and exp(t) appears both above and below the line, where it
// cancels. But now the largest exponent is 0, so no term is larger than 1, and
// the sum is at least 1. Nothing can overflow, and the division is safe.
Matrix exercise::softmax(ConstView scores) {
    Matrix weights(scores.shape());
    for (int r = 0; r < scores.rows(); ++r) {
        real top = scores(r, 0);
        for (int c = 1; c < scores.cols(); ++c)
            top = std::max(top, scores(r, c));

        real sum = 0;
        for (int c = 0; c < scores.cols(); ++c) {
            weights(r, c) = std::exp(scores(r, c) - top);
            sum += weights(r, c);
        }
        for (int c = 0; c < scores.cols(); ++c) weights(r, c) /= sum;
    }
    return weights;
}
