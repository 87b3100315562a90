// 10.1  What BLEU counts: clipped precision
// solid; chapter 10, "A mark between right and wrong: BLEU"
//
// What share of the n-grams that were said is also in a right answer? That is easily counted, and
// easily fooled: anyone who says *the the the the the* has used no wrong word. So a run counts at most as
// often as a right answer has it. This is called clipping, and four questions have to be settled:
//
//   - There may be several right answers, the references. A run is allowed as often as it occurs
//     in the reference that has it most often.
//   - Runs are compared within a sentence: what one sentence lacks, another cannot lend it. And no run
//     reaches from one sentence into the next.
//   - The share is for the whole corpus: the counts for all the sentences are added up, then divided once.
//   - A sentence of fewer than n words has no n-gram. If nothing at all was said, the share is 0.
//
//     corpus: for each sentence, what was said, and one or more references; words are numbers
//     n: 1, 2, 3 or 4   result: a number, 0 .. 1
//
// Example:  said {7, 7, 7, 7, 7}, references {7, 1, 7} and {7, 2}
//           ->  2/5 with n = 1, and 0/4 with n = 2
//           and with a second sentence, said {1, 2}, reference {1, 2}
//           ->  (2 + 2) / (5 + 2) with n = 1, and (0 + 1) / (4 + 1) with n = 2
#include "10_full_model/exercises.h"

using namespace exercise;

real exercise::clipped_precision(const std::vector<Answered>& corpus,
                                 int n) {
    // Replace this line and the next with your code.
    not_written_yet(corpus, n);
}
