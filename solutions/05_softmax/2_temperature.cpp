// 5.2  Temperature
// first steps; chapter 05, "What if a score is ten thousand?"
#include "05_softmax/exercises.h"

using namespace exercise;

// The division comes before the softmax, because only differences between
// scores matter to it, and those are what T shrinks or stretches. Dividing the
// weights afterwards would only break their sum.
Matrix exercise::softmax_at_temperature(ConstView scores,
                                        real temperature) {
    return softmax_rows(scale(scores, 1 / temperature));
}
