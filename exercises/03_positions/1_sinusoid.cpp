// 3.1  One number of the table
// first steps; chapter 03, "A row of wheels"
//
// The signal of a position is a row of `width` numbers, two for each wheel: columns 0 and 1 belong
// to wheel 0, columns 2 and 3 to wheel 1, and so on. At a given position, wheel i has turned by the
// angle
//
//     a = position / 10000^(2i / width)
//
// Its even column holds sin(a), and its odd column holds cos(a). Your function is asked for one
// column at a time, and returns the number in it. The check asks for a whole row, column by column.
//
// Example:  position 0, width 4   ->   0, 1, 0, 1            no wheel has turned yet
//           position 1, width 4   ->   0.8415, 0.5403, 0.0100, 0.9999
#include "03_positions/exercises.h"

using namespace exercise;

real exercise::sinusoid(int position, int column, int width) {
    // Replace this line and the next with your code.
    not_written_yet(position, column, width);
}
