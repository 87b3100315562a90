// A reader's own functions in the place of the library's: ./book run 10 --mine 5.1,6.2.
//
// A program that was linked with answers offers them before main() (exercises/own_parts.cpp), and
// --mine puts some in: in_machine.cpp says where each belongs. From then on, whatever the chapter
// computes, yours and the library's are both called (compare.h); page.cpp tells what came of it.
#pragma once

#include <string>

#include "tensor/matrix.h"

namespace book::teacher {

// The functions as the exercises ask for them; null: the library's.
struct OwnParts {
    real (*sinusoid)(int position, int column, int width) = nullptr;              // 3.1
    Matrix (*softmax)(ConstView scores) = nullptr;                                // 5.1
    Matrix (*causal_weights)(ConstView scores) = nullptr;                         // 5.3
    Matrix (*attention)(ConstView q, ConstView k, ConstView v) = nullptr;         // 5.4
    Matrix (*columns_of_head)(ConstView x, int heads, int head) = nullptr;        // 6.1
    Matrix (*join_heads)(ConstView stacked, int heads) = nullptr;                 // 6.2
    Matrix (*layer_norm)(ConstView x, ConstView gain, ConstView bias) = nullptr;  // 7.2
    Matrix (*gradient_of_softmax)(ConstView y, ConstView dy) = nullptr;           // 8.3
    Matrix (*rms_norm)(ConstView x, ConstView gain, real epsilon) = nullptr;      // 12.1
    Matrix (*turned)(ConstView x, int heads, int first, real theta) = nullptr;    // 12.4
};

void set_offered_parts(const OwnParts& parts);  // what this program was linked with

// Puts one in. False: it was not offered.
bool use_own_part(const std::string& exercise);
OwnParts& own_parts();  // those that are in

// The library everywhere again, and nothing noted (for tests).
void forget_own_parts();

// Makes the machine call those that are in, and no others.
void put_into_machine();

}  // namespace book::teacher
