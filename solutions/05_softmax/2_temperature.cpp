// 5.2  Temperature
// solid; chapter 05, "The article's weights, and a thermostat"
#include "05_softmax/exercises.h"

using namespace exercise;

// As T rises, the share of the largest score only ever falls, from 1 towards
// 1/m. So one look at the middle of an interval says in which half T lies: too
// sure means too cold. Forty halvings leave less than a float can tell apart.
// Each row is searched alone, because the same share needs another T where the
// scores lie further apart.
Matrix exercise::temperatures(ConstView scores, real share) {
    Matrix found({scores.rows(), 1});
    for (int r = 0; r < scores.rows(); ++r) {
        const ConstView row = scores.row_block(r, 1);
        const int top = argmax(row.row(0));
        real cold = 0.05f, warm = 20;
        for (int i = 0; i < 40; ++i) {
            const real middle = (cold + warm) / 2;
            const Matrix weights = softmax_rows(scale(row, 1 / middle));
            if (weights(0, top) > share)
                cold = middle;
            else
                warm = middle;
        }
        found(r, 0) = (cold + warm) / 2;
    }
    return found;
}
