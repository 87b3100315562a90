// How a word becomes a place, and how the place knows where in the sentence it is.
#pragma once

#include <span>

#include "nn/parameters.h"
#include "tensor/segments.h"

namespace book {

// y = table[id] sqrt(d), a row per id (Vaswani et al. 2017, section 3.4).      (V x d) -> (n x d)
//
// The factor: the table is also the output matrix and starts with numbers of size 1/sqrt(d), so
// that scores start near 1; without it a word would drown in its position, whose numbers reach 1.
// The gradient of a row is the sum over the places where its word stands, in their order.
Var embed(Var table, std::span<const int> ids);
// The same with another factor: later models have none, which is 1.
Var embed(Var table, std::span<const int> ids, real factor);

// The sinusoids of section 3.5:                                                      (length x d)
//     P(pos, 2i) = sin(pos / 10000^(2i/d)),   P(pos, 2i+1) = cos(pos / 10000^(2i/d))
Matrix sinusoidal_positions(int length, int width);

// y = x + the position's row, counted from `first` at the start of each sentence.  x, y: (n x d)
Var add_positions(Var x, const Segments& rows, ConstView positions, int first = 0);

}  // namespace book
