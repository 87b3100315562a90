// 1.3  Cut a word with merges that are given
// solid; chapter 01, "There and back"
//
// The merges stand in the order in which they were learnt, and a merge may use what earlier ones
// have made. Cut the word as training would have cut it. `tokens` are its bytes, as ids.
//
// You may copy from your answer to 1.2.
//
// Example:  merges = {{2, 3, 10}, {1, 2, 11}}          (2 3 becomes 10; after it, 1 2 becomes 11)
//
//           tokens = {1, 2, 3}     ->  {1, 10}         2 3 was learnt first, so 1 finds no 2
//           tokens = {1, 2, 2, 3}  ->  {11, 10}
#include "01_tokens/exercises.h"

using namespace exercise;

Tokens exercise::encode(const Tokens& tokens,
                        const std::vector<Merge>& merges) {
    // Your code goes here, in the place of this line.
    not_written_yet(tokens, merges);
}
