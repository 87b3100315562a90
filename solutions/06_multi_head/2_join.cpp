// 6.2  Join the heads back together
// solid; chapter 06, "The mistake that everyone makes once"
#include "06_multi_head/exercises.h"

using namespace exercise;

// Think of the numbers as having three indices: head, word and column. They
// come in the order (head, word, column), while a row of the result needs
// (word, head, column), so the first two have to change places. This is the
// transpose that is so easily forgotten, because even without it the shape is
// right and no number is lost. With a single word or a single head the mistake
// does not show, since there is nothing to exchange.
Matrix exercise::join_heads(ConstView stacked, int heads) {
    const int words = stacked.rows() / heads, width = stacked.cols();
    Matrix y({words, heads * width});
    for (int i = 0; i < heads; ++i)
        for (int r = 0; r < words; ++r)
            for (int c = 0; c < width; ++c)
                y(r, i * width + c) = stacked(i * words + r, c);
    return y;
}
