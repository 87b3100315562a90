// 11.2  Two halves of a softmax
// solid; chapter 11, "Long sentences: a softmax that does not wait for the end"
//
// The page reads the keys one after the other. But two cores could share the work: each reads a part of
// the keys, and neither knows the other's largest score. So a core hands back what it has seen, measured
// from the top of its own part and not yet divided:
//
//     top = its largest score
//     sum = sum of exp(score - top)
//     mix = sum of exp(score - top) value
//
// Make one such account of two: what a single core would have said that had read the keys of both. The
// answer of attention is then mix / sum, as for a single core.
//
//     a, b, result: a Partial (11_making_it_fast/exercises.h), mix: (1 x e)
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

Partial exercise::merge(const Partial& a, const Partial& b) {
    // Your code goes here, in the place of this line.
    not_written_yet(a, b);
}
