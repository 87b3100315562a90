// 1.2  One merge
// first steps; chapter 01, "Glue the pair that occurs most often"
//
// Carry out one merge. Wherever merge.left is followed directly by merge.right, replace the two of
// them by merge.id. Work from left to right, and remember that a token that has been used up cannot
// be used again. All other tokens stay as they are.
//
// Example:  tokens = {1, 2, 3, 1, 2}, merge = {1, 2, 9}  ->  {9, 3, 9}
//           tokens = {5, 5, 5},       merge = {5, 5, 9}  ->  {9, 5}
#include "01_tokens/exercises.h"

using namespace exercise;

Tokens exercise::glue(const Tokens& tokens, Merge merge) {
    // Replace this line and the next with your code.
    not_written_yet(tokens, merge);
}
