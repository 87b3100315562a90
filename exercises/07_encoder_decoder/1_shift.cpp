// 7.1  What a decoder reads, and what it must say
// first steps; chapter 07, "What it reads, and what it must say"
//
// A decoder learns from a right sentence: it reads it from <begin> on, and at every place it must
// say the word that it reads at the next one. Behind the last word it must say <end>. Make both
// rows.
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
    // Your code goes here, in the place of this line.
    not_written_yet(sentence);
}
