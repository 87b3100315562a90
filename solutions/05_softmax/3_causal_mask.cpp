// 5.3  No looking ahead
// solid; chapter 05, "Two ways to get the mask wrong"
#include "05_softmax/exercises.h"

using namespace exercise;

// The mask goes on the scores and not on the weights, because a hidden key must
// not take a share of the sum. If its weight were set to 0 after the softmax,
// the row would no longer add up to 1. And a score of 0 hides nothing, because
// exp(0) is 1. The score that means "not at all" is -infinity.
Matrix exercise::causal_weights(ConstView scores) {
    const int more_keys = scores.cols() - scores.rows();
    Matrix visible(scores);
    for (int i = 0; i < scores.rows(); ++i)
        for (int j = std::max(0, i + more_keys + 1); j < scores.cols(); ++j)
            visible(i, j) = -std::numeric_limits<real>::infinity();
    // A row of nothing but -infinity gives zeros.
    return softmax_rows(visible);
}
