// 7.1  What a decoder reads, and what it must say
// first steps; chapter 07, "What it reads, and what it must say"
//
// A decoder learns from a finished sentence. It reads the sentence from <begin> onwards, and at
// every place it must say the word that it will read at the next place. After the last word it must
// say <end>. Make these two rows.
//
//     row 0: what it reads   row 1: what it must say
//
//     sentence: n ids   result: (2 x (n + 1))       the ids kBegin and kEnd are in exercises.h
//
// Example:  sentence = {7, 5, 9}   ->   {{0, 7, 5, 9},          0 is <begin>
//                                        {7, 5, 9, 1}}          1 is <end>
#include "07_encoder_decoder/exercises.h"

using namespace exercise;

Matrix exercise::shifted(const std::vector<int>& sentence) {
    // Replace this line and the next with your code.
    not_written_yet(sentence);
}
