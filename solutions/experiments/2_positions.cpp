// Experiment 2  A positional signal of your own
#include "experiments/experiments.h"

using namespace exercise;

// This writes the position as a binary number, one digit in each column, with
// -1 for the digit 0 and 1 for the digit 1, and repeats these columns as often
// as the width allows. Neighbours can differ in many digits (7 and 8 differ in
// four), so near and far are not as easy to see as with sines. For rows of a
// few digits it is enough that all positions are distinct.
real exercise::signal(int position, int column, int) {
    return static_cast<real>((position >> (column % 4)) % 2 == 0 ? -1 : 1);
}
