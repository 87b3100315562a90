// 12.3  Top-p
// solid; chapter 12, "Which piece next? One step with its numbers"
#include <numeric>
#include <vector>

#include "12_language_model/exercises.h"

using namespace exercise;

// The ids are sorted, not the probabilities, since each piece has to be found
// again in its place. A stable sort leaves equals in the order of their ids. A
// piece is taken first, and only then is the sum looked at: so one piece is
// always kept, and the one with which p is reached is kept as well.
Matrix exercise::top_p(ConstView probabilities, real p) {
    const auto row = probabilities.row(0);
    std::vector<int> ids(row.size());
    std::iota(ids.begin(), ids.end(), 0);
    std::stable_sort(ids.begin(), ids.end(), [&](int a, int b) {
        return probabilities(0, a) > probabilities(0, b);
    });

    Matrix kept(probabilities.shape());
    real sum = 0;
    for (const int id : ids) {
        kept(0, id) = probabilities(0, id);
        sum += kept(0, id);
        if (sum >= p) break;
    }
    return scale(kept, 1 / sum);
}
