// 6.2  Join the heads back together
// solid; chapter 06, "The mistake that everyone makes once"
//
// Every head has now said something about every word, and the results lie one under the other:
// first what head 0 says about words 0 to n - 1, then what head 1 says about them, and so on. Give
// each word a single row again, in which the heads are side by side, with head 0 first.
//
//     stacked: (h n x w)   heads: h   result: (n x h w)         w is the width of a head, d / h
//
// Example:  two heads, three words, w = 1; in each number the tens digit is the head, the units the word
//
//     {{10}, {11}, {12}, {20}, {21}, {22}}   ->   {{10, 20},
//                                                  {11, 21},
//                                                  {12, 22}}
#include "06_multi_head/exercises.h"

using namespace exercise;

Matrix exercise::join_heads(ConstView stacked, int heads) {
    // Replace this line and the next with your code.
    not_written_yet(stacked, heads);
}
