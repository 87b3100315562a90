// 2.1  Look up the rows of a sentence
// first steps; chapter 02, "What a lookup is"
#include "02_embeddings/exercises.h"

using namespace exercise;

// The same as multiplying one-hot rows by the table, without the
// multiplications: all of a one-hot row is 0 but for one 1, so all of the
// product but one row of the table is lost anyway. The cost does not depend on
// V at all.
Matrix exercise::rows_of_words(const std::vector<int>& ids,
                               ConstView table) {
    Matrix y({static_cast<int>(ids.size()), table.cols()});
    for (int i = 0; i < y.rows(); ++i)
        for (int c = 0; c < y.cols(); ++c)
            y(i, c) = table(ids[static_cast<std::size_t>(i)], c);
    return y;
}
