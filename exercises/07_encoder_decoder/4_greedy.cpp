// 7.4  Let a model speak, greedily
// solid; chapter 07, "It speaks"
//
// Start with <begin>. Ask the model for the scores of the next word, and show it everything that
// has been said so far, including <begin>. Take the word with the largest score (the first one, if
// several share it), say it, and ask again. Stop when the model says <end>, or when `most` words
// have been said.
//
//     next_scores(said): V scores, one for each id of the vocabulary
//     result: the words that were said, at most `most`, without <begin> and without <end>
//
// Example:  a model that says 5 after {0}, then 3 after {0, 5}, then <end> after {0, 5, 3}
//           most = 10   ->   {5, 3}
//           most = 1    ->   {5}
#include "07_encoder_decoder/exercises.h"

using namespace exercise;

std::vector<int> exercise::speak(const NextScores& next_scores, int most) {
    // Replace this line and the next with your code.
    not_written_yet(next_scores, most);
}
