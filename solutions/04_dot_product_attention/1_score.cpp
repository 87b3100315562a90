// 4.1  One score
// first steps; chapter 04, "One score, by hand"
#include "04_dot_product_attention/exercises.h"

using namespace exercise;

// A place counts only if both have something there: a product is 0 if one of
// the two is, and negative if they point to different sides. Adding query and
// key instead would let one of them make a score alone.
real exercise::score(ConstView query, ConstView key) {
    real sum = 0;
    for (int c = 0; c < query.cols(); ++c) sum += query(0, c) * key(0, c);
    return sum;
}
