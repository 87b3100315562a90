// 1.3  Cut a word with given merges
// solid; chapter 01, "There and back"
//
// Cut a new word exactly as training would have cut it. The merges are listed in the order in which
// they were learnt, and a merge may use what earlier ones have made. `tokens` holds the bytes of
// the word, as ids.
//
// You may copy from your answer to 1.2.
//
// Example:  merges = {{2, 3, 10}, {1, 2, 11}}          2 3 becomes 10, and then 1 2 becomes 11
//
//           tokens = {1, 2, 3}     ->  {1, 10}         2 3 was learnt first, so 1 finds no 2
//           tokens = {1, 2, 2, 3}  ->  {11, 10}
#include "01_tokens/exercises.h"

using namespace exercise;

Tokens exercise::encode(const Tokens& tokens,
                        const std::vector<Merge>& merges) {
    // Replace this line and the next with your code.
    not_written_yet(tokens, merges);
}
