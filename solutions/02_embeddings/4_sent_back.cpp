// 2.4  Send the corrections back
// solid; chapter 02, "Times √d"
#include "02_embeddings/exercises.h"

using namespace exercise;

// The lookup is a product with one-hot rows, y = sqrt(d) X table, so what comes
// back is sqrt(d) X^T corrections: row w adds up the places where X has a 1 in
// column w. A word that occurs twice is therefore moved twice. With = instead
// of += only its last place would count. A model would still learn with that,
// only worse, so it is a mistake that no falling loss reveals.
Matrix exercise::sent_back(const std::vector<int>& ids,
                           ConstView corrections, int words) {
    const real root = std::sqrt(static_cast<real>(corrections.cols()));
    Matrix table({words, corrections.cols()});
    for (int i = 0; i < corrections.rows(); ++i)
        for (int c = 0; c < corrections.cols(); ++c)
            table(ids[static_cast<std::size_t>(i)], c) +=
                root * corrections(i, c);
    return table;
}
