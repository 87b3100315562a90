// 10.1  BLEU's brevity penalty
// first steps; chapter 10, "A mark between right and wrong: BLEU"
//
// BLEU counts how many of the words that were said are right. Who says only what is certain would
// win, so the score is multiplied by a penalty for saying too little. It looks at the whole corpus:
//
//     c = words that were said, of all sentences together
//     r = words that stand in the references, of all sentences together
//     penalty = exp(1 - r / c) where c < r, else 1
//
//     said:   how many words each translation has
//     wanted: how many words the reference of each has        result: one number
//
// The two lists are equally long and not empty, and every sentence has at least one word.
//
// Example:  said = {3, 5}, wanted = {6, 4}   ->   c = 8, r = 10, exp(1 - 10/8) = 0.7788
#include "10_full_model/exercises.h"

using namespace exercise;

real exercise::brevity_penalty(const std::vector<int>& said,
                               const std::vector<int>& wanted) {
    // Your code goes here, in the place of this line.
    not_written_yet(said, wanted);
}
