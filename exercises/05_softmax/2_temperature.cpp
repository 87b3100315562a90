// 5.2  Temperature
// first steps; chapter 05, "What if a score is ten thousand?"
//
// A softmax can be sharp or soft. Divide all scores by a temperature T > 0 first, and then take the
// softmax of each row: a small T lets the largest score win, a large T makes all weights alike.
//
//     y = softmax(x / T), row by row                                     scores, result: (n x m)
//
// You may use your answer to 5.1, or the library's softmax_rows(scores) and scale(scores, factor).
// Each of them returns a new Matrix, so you need not make the result yourself.
//
// Example:  {{0, 1}} at T = 1     ->  {{0.2689, 0.7311}}
//           {{0, 1}} at T = 0.5   ->  {{0.1192, 0.8808}}     the larger score takes more
//           {{0, 1}} at T = 2     ->  {{0.3775, 0.6225}}     and here it gives some back
#include "05_softmax/exercises.h"

using namespace exercise;

Matrix exercise::softmax_at_temperature(ConstView scores,
                                        real temperature) {
    // Your code goes here, in the place of this line.
    not_written_yet(scores, temperature);
}
