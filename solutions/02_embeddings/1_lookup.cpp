// 2.1  Look up the rows of a sentence
// first steps; chapter 02, "What a lookup is"
#include "02_embeddings/exercises.h"

using namespace exercise;

// This gives the same result as multiplying one-hot rows by the table, but
// without the multiplications. A one-hot row is 0 except for a single 1, so all
// but one row of the table would be multiplied by 0 anyway. The cost of a
// lookup does not depend on V at all.
Matrix exercise::rows_of_words(const std::vector<int>& ids,
                               ConstView table) {
    Matrix y({static_cast<int>(ids.size()), table.cols()});
    for (int i = 0; i < y.rows(); ++i)
        for (int c = 0; c < y.cols(); ++c)
            y(i, c) = table(ids[static_cast<std::size_t>(i)], c);
    return y;
}
