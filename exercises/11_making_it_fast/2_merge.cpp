// 11.2  Two halves of a softmax
// solid; chapter 11, "Long texts: a softmax that does not wait for the end"
//
// On the page one query meets the keys one after another. Two cores could share that work: each takes a
// part of the keys, and neither knows the other's largest score. Each returns what it knows so far,
// measured from the top of its own part and not yet divided:
//
//     top = its largest score
//     sum = sum of exp(score - top)
//     mix = sum of exp(score - top) value
//
// Make one out of the two: what a single core would know if it had met the keys of both. The answer of
// attention is then mix / sum, as always.
//
//     a, b, result: a SoFar (11_making_it_fast/exercises.h), mix: (1 x e)
//
// Some scores are in the hundreds. And a part may have had no keys at all: then its top is -infinity, and
// its sum and its mix are 0. Both parts may be like that.
//
// The check shows the result in one row: top, sum, mix.
//
// Example:  a = {top 1, sum 2, mix {{4}}},  b = {top 0, sum 1, mix {{1}}}
//           ->  {top 1, sum 2.3679, mix {{4.3679}}}
#include "11_making_it_fast/exercises.h"

using namespace exercise;

SoFar exercise::merge(const SoFar& a, const SoFar& b) {
    // Replace this line and the next with your code.
    not_written_yet(a, b);
}
