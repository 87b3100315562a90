// 10.2  One step of beam search
// solid; chapter 10, "Your own sentence, and a search for it"
#include "10_full_model/exercises.h"

using namespace exercise;

namespace {

struct Candidate {
    int beginning, piece;
    real score;
};

}  // namespace

// All candidates compete with one another: that is the idea of a beam. If each
// beginning simply kept its best piece, this would be k greedy searches side by
// side, and none of them would ever be given up for a better one.
//
// Scores are logarithms because a product of many probabilities soon becomes
// too small for a float, while a sum of logarithms does not. The logarithm
// grows with its number, so the order stays the same.
//
// The loops make the candidates by beginning and then by piece, and stable_sort
// leaves equal ones in that order. Without a rule for ties, two machines might
// write two different translations. (The library does not sort all k V
// candidates: the best 2 k pieces of each beginning leave k to go on with,
// whichever of them end with <end>.)
Matrix exercise::beam_step(ConstView scores, ConstView next) {
    std::vector<Candidate> all;
    for (int b = 0; b < next.rows(); ++b)
        for (int p = 0; p < next.cols(); ++p)
            all.push_back({b, p, scores(0, b) + next(b, p)});
    std::stable_sort(all.begin(), all.end(),
                     [](const Candidate& a, const Candidate& b) {
                         return a.score > b.score;
                     });

    Matrix best({next.rows(), 3});
    for (int i = 0; i < best.rows(); ++i) {
        const Candidate& c = all[static_cast<std::size_t>(i)];
        best(i, 0) = static_cast<real>(c.beginning);
        best(i, 1) = static_cast<real>(c.piece);
        best(i, 2) = c.score;
    }
    return best;
}
