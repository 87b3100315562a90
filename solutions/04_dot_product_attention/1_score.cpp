// 4.1  One score
// first steps; chapter 04, "One score, by hand"
#include "04_dot_product_attention/exercises.h"

using namespace exercise;

// A place counts only if both vectors have something there: the product is 0 if
// either of the two is 0, and negative if their signs differ. If you added
// query and key instead, one of them could make a large score all by itself.
real exercise::score(ConstView query, ConstView key) {
    real sum = 0;
    for (int c = 0; c < query.cols(); ++c) sum += query(0, c) * key(0, c);
    return sum;
}
