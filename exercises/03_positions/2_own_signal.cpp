// 3.2  A signal of your own
// solid; chapter 03, "Why sines: three words on is the same turn everywhere"
//
// Invent a table of position signals: a row for each of the positions 0 to length - 1, with `width`
// numbers in it (an even number, at least 6). There is no one right answer. Your table must keep
// five rules, and the check gives a 1 for each that it keeps, in this order:
//
//     0  small:      no number is below -1 or above 1
//     1  different:  any two rows differ somewhere by 0.01 or more (tried up to 40 positions)
//     2  even:       the dot product of two rows depends on their distance only
//     3  lengthless: the rows of a short table are the first rows of a longer one
//     4  your own:   it is not the paper's table
//
//     result: (length x width)
//
// Example:  length 3, width 6: {{0, 0, 0, 0, 0, 0}, {1, 1, 1, 1, 1, 1}, {2, 2, 2, 2, 2, 2}} counts.
//           It gets {0, 1, 0, 1, 1}: 2 is above 1, and the dot products of neighbours are 0 and 12.
#include "03_positions/exercises.h"

using namespace exercise;

Matrix exercise::position_signals(int length, int width) {
    // Your code goes here, in the place of this line.
    not_written_yet(length, width);
}
