// 1.1  The most frequent pair
// first steps; chapter 01, "Glue what stands together most"
//
// Each word is a list of tokens, and a token is its id, a number. Which two stand side by side most
// often, in this order, and in how many places of all the words together? Two words are no
// neighbours. Of equally frequent pairs take the one with the smaller left id, and of those the one
// with the smaller right id.
//
// There are at least two words, and at least one of them has a pair. A std::map<std::pair<int, int>,
// int> counts pairs, and keeps them sorted, first by left, then by right.
//
// Example:  {{4, 7, 7, 7}, {4, 7}, {7, 4}}  ->  {4, 7, 2}
//           (4, 7) stands in two places, (7, 7) also in two, (7, 4) in one; 4 is the smaller left.
#include "01_tokens/exercises.h"

using namespace exercise;

Pair exercise::most_frequent_pair(const std::vector<Tokens>& words) {
    // Your code goes here, in the place of this line.
    not_written_yet(words);
}
