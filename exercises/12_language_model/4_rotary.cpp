// 12.4  Rotary positions in the model
// solid; chapter 12, "Rotary positions: turn, do not add"
//
// In exercise 3.3 a single head turned its queries and keys by their positions. A model does the same, in
// every layer, and asks for four things more. This is the function that it calls, once for the queries and
// once for the keys:
//
//   - Several heads lie side by side in a row. Each is turned by itself, and all in the same way.
//   - Pair i of a head is not made of neighbours: it is column i of the head and column i + w/2, where w is
//     the width of a head. (That is how the files of Hugging Face have it.)
//   - A pair is turned from the first of its columns towards the second.
//   - Row 0 is not always at position 0. When a text is being written, the earlier pieces are in the cache,
//     and the new rows stand behind them: row r is at position first + r.
//
//     a = position / theta^(2i / w)                        i = 0 .. w/2 - 1
//
//     turned_i         = x_i cos a - x_{i + w/2} sin a
//     turned_{i + w/2} = x_i sin a + x_{i + w/2} cos a
//
//     x: (n x heads w), w even   result: (n x heads w)
//
// Your function is also tried in a whole small model, whose scores for the next piece have to be right.
// Once it is, ./book run 12 --mine 12.4 puts it into the machine.
//
// Example:  x = {{1, 1, 0, 0}}, one head, first = 1, theta = 100: the pairs (1, 0) and (1, 0) are turned by
//           the angles 1 and 0.1   ->   {{0.5403, 0.9950, 0.8415, 0.0998}}
#include "12_language_model/exercises.h"

using namespace exercise;

Matrix exercise::turned(ConstView x, int heads, int first, real theta) {
    // Replace this line and the next with your code.
    not_written_yet(x, heads, first, theta);
}
