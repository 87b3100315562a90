// 11.2  Two halves of a softmax
// solid; chapter 11, "Long texts: a softmax that does not wait for the end"
#include "11_making_it_fast/exercises.h"

using namespace exercise;

// Both parts have to be measured from the same top, and only the larger of the
// two tops is safe: from there every exponential is at most 1. Moving a part
// from its own top to the common one multiplies all of its terms by the same
// factor, so its sum and its mix can be moved without its keys.
//
// One of the two factors is always 1, but which one is not known beforehand.
// The page's take_in is the same, with a single key as the second part: its top
// is the score, its sum is 1, and its mix is the value.
//
// A part without keys needs care only if both are like that: -infinity minus
// -infinity is not a number.
SoFar exercise::merge(const SoFar& a, const SoFar& b) {
    const real top = std::max(a.top, b.top);
    if (std::isinf(top) && top < 0) return a;  // no keys at all
    const real of_a = std::exp(a.top - top);
    const real of_b = std::exp(b.top - top);
    return {top, a.sum * of_a + b.sum * of_b,
            add(scale(a.mix, of_a), scale(b.mix, of_b))};
}
