// 1.1  The most frequent pair
// first steps; chapter 01, "Glue the pair that occurs most often"
//
// Training a tokenizer begins with counting. Each word is a list of tokens, and a token is written
// as its id, a number. Find the pair of neighbouring tokens, left and right, that occurs most often,
// and count its places in all the words together. The last token of one word and the first token of
// the next are not neighbours: no pair reaches across the end of a word.
//
// If several pairs are equally frequent, take the one with the smallest left id. If that still
// leaves several, take the one of them with the smallest right id.
//
// There are at least two words, and at least one of them contains a pair. A std::map<std::pair<int,
// int>, int> is a good place to count, because it keeps its pairs sorted, first by left id and then
// by right id.
//
// Example:  {{4, 7, 7, 7}, {4, 7}, {7, 4}}  ->  {4, 7, 2}
//           (4, 7) occurs in two places, (7, 7) also in two, (7, 4) in one. Of the two that tie,
//           (4, 7) has the smaller left id.
#include "01_tokens/exercises.h"

using namespace exercise;

Pair exercise::most_frequent_pair(const std::vector<Tokens>& words) {
    // Replace this line and the next with your code.
    not_written_yet(words);
}
