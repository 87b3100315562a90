// 3.1  One number of the table
// first steps; chapter 03, "A row of wheels"
//
// The signal of a position is a row of `width` numbers, two for each wheel: columns 0 and 1 belong
// to wheel 0, columns 2 and 3 to wheel 1, and so on. Wheel i has turned by the angle
//
//     a = position / 10000^(2i / width)
//
// Its even column holds sin(a), its odd column cos(a). Give the number in one column.
//
// The task names a row; your function is asked for each of its columns in turn.
//
// Example:  position 0, width 4   ->   0, 1, 0, 1            no wheel has turned
//           position 1, width 4   ->   0.8415, 0.5403, 0.0100, 0.9999
#include "03_positions/exercises.h"

using namespace exercise;

real exercise::sinusoid(int position, int column, int width) {
    // Your code goes here, in the place of this line.
    not_written_yet(position, column, width);
}
