// 10.1  BLEU's brevity penalty
// first steps; chapter 10, "A mark between right and wrong: BLEU"
#include "10_full_model/exercises.h"

using namespace exercise;

// The sums come first because a translator may say one sentence shortly and
// another at length, as people do: only who says too little on the whole is
// punished. (A mean over the sentences would punish every short one, and no
// long one could make up for it.) Saying too much needs no penalty: the words
// too many are wrong ones, and the share of right words has fallen already.
//
// Where c is just r, exp(1 - r / c) is exp(0) = 1: the two halves of the
// formula meet, and a single word more or less does not make the score jump.
real exercise::brevity_penalty(const std::vector<int>& said,
                               const std::vector<int>& wanted) {
    real c = 0, r = 0;
    for (int words : said) c += static_cast<real>(words);
    for (int words : wanted) r += static_cast<real>(words);
    return c < r ? std::exp(1 - r / c) : 1;
}
