// 7.4  Let a model speak, greedily
// solid; chapter 07, "It speaks"
#include "07_encoder_decoder/exercises.h"

using namespace exercise;

// The limit is not a detail. A model that has not learnt when to stop, or that
// is given a sentence unlike any it knows, may never say <end>. The order
// matters too: look at the word first, and only then keep it, so that <end>
// never becomes part of the sentence.
std::vector<int> exercise::speak(const NextScores& next_scores, int most) {
    std::vector<int> said{kBegin};
    while (static_cast<int>(said.size()) <= most) {
        const int word = argmax(next_scores(said));
        if (word == kEnd) break;
        said.push_back(word);
    }
    return {said.begin() + 1, said.end()};
}
