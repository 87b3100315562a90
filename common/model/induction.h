// Induction: "after A came B; here is A again, so B is next". The smallest form of learning from a prompt
// (Olsson et al. 2022, "In-context Learning and Induction Heads").
//
// The task is a row of random ids and then the same row again. In the first half nothing can be known; in the
// second everything can, by whoever looks back. Two kinds of heads do it: one looks at the piece just before,
// and behind it another at what followed the last time. Scores say how much of its attention a head gives to
// each. They are read off the weights of one head on one such row: after softmax, a row for each query.
#pragma once

#include <span>
#include <vector>

#include "core/random.h"
#include "tensor/view.h"

namespace book {

// `half` ids, each drawn from first .. first + count - 1, and the same once more.
std::vector<int> repeated_sequence(int half, int first, int count, Rng& rng);

// Means over queries. For the first two they are those of the second half but for the last, which has
// nothing more to say; for the others all from 2 on, which have a choice.
struct HeadScores {
    double induction = 0;  // on what followed last time: a[i, i - half + 1]  (prefix matching)
    double duplicate = 0;  // on the same piece last time: a[i, i - half]
    double previous = 0;   // on the piece before: a[i, i - 1]
    double sink = 0;       // on the very first: a[i, 0]
};
// Error unless the matrix is (2 half x 2 half), half at least 2.
HeadScores head_scores(ConstView weights, int half);     // (n x n), n = 2 half
HeadScores mean_of(std::span<const HeadScores> scores);  // over sequences; Error if there are none

// The mean loss of the predicted pieces in either half. losses[i] is what piece i cost, in nats, said from
// those before it; piece 0 is not said from anything, and losses[0] counts nowhere. The first `skipped` of
// either half are left out: nobody can know where the second half begins. Error unless there are 2 half
// losses, and some left.
struct HalfLosses {
    double first = 0, second = 0;
};
HalfLosses half_losses(std::span<const double> losses, int half, int skipped);

}  // namespace book
