// 9.2  Back through time
// solid; chapter 09, "Why a state forgets"
//
// A plain recurrent network has read T words. After each word its state became
//
//     h_t = tanh(what the word adds + h_(t-1) W_h)          t = 1 .. T, and each h is a row of d numbers
//
// Training knows the slope of the loss for the last state, h_T, and needs it for every earlier one, back
// to h_0, the state before the first word. Carry it back, one step at a time, and keep what you pass:
// if the rows shrink on the way, nothing is learnt from the first words.
//
//     states: (T x d), row t - 1 is h_t   w_h: (d x d)   last: (1 x d), the slope for h_T
//     result: (T + 1 x d), row k is the slope for the state k steps before the last: row 0 is `last`
//             itself, and row T is the slope for h_0
//
// Chapter 08 has all that you need: the gradient of a product (exercise 8.2), and slopes along a path
// multiply. The slope of y = tanh x is 1 - y^2.
//
// Example:  states = {{0}, {0.6}},  w_h = {{0.5}},  last = {{1}}
//           one step back: 1 * (1 - 0.36) * 0.5 = 0.32; one more: 0.32 * (1 - 0) * 0.5 = 0.16
//           ->  {{1}, {0.32}, {0.16}}
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

Matrix exercise::back_through_time(ConstView states, ConstView w_h,
                                   ConstView last) {
    // Replace this line and the next with your code.
    not_written_yet(states, w_h, last);
}
