// 6.2  Join the heads again
// solid; chapter 06, "The mistake that everyone makes once"
//
// Every head has said something about every word. Here it all lies head under head: first what
// head 0 says about words 0 to n - 1, then what head 1 says about them, and so on. Give each word
// one row again, in which the heads stand side by side, head 0 first.
//
//     stacked: (h n x w)   heads: h   result: (n x h w)         w is the width of a head, d / h
//
// Example:  two heads, three words, w = 1; the tens are the head, the ones the word
//
//     {{10}, {11}, {12}, {20}, {21}, {22}}   ->   {{10, 20},
//                                                  {11, 21},
//                                                  {12, 22}}
#include "06_multi_head/exercises.h"

using namespace exercise;

Matrix exercise::join_heads(ConstView stacked, int heads) {
    // Your code goes here, in the place of this line.
    not_written_yet(stacked, heads);
}
