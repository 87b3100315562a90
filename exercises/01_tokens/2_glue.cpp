// 1.2  One merge
// first steps; chapter 01, "Glue what stands together most"
//
// Wherever merge.left stands and merge.right directly behind it, put merge.id in the place of the
// two. Go from left to right; a token that was used up cannot be used again. All other tokens stay as
// they are.
//
// Example:  tokens = {1, 2, 3, 1, 2}, merge = {1, 2, 9}  ->  {9, 3, 9}
//           tokens = {5, 5, 5},       merge = {5, 5, 9}  ->  {9, 5}
#include "01_tokens/exercises.h"

using namespace exercise;

Tokens exercise::glue(const Tokens& tokens, Merge merge) {
    // Your code goes here, in the place of this line.
    not_written_yet(tokens, merge);
}
