// Rotary positions (Su et al. 2021, "RoFormer", section 3.2.2, eq. 15 and 34).
//
// A position is not added to a word but turns its queries and keys: of each head's w numbers, pair i is
// a point in a plane, and at position p it is turned by the angle p theta^(-2i/w). A score is then a
// product of two turned vectors, in which only the difference of their angles is left: how far apart.
#pragma once

#include <span>

#include "autodiff/tape.h"
#include "tensor/segments.h"

namespace book {

// Which numbers of a head make pair i: 2i and 2i + 1 as in the paper (and in GGUF files of Llamas), or
// i and i + w/2 as in Hugging Face's. One is the other with the columns of W_Q and W_K in another order.
enum class RotaryPairs { neighbours, halves };

// Row p holds the w/2 cosines and then the w/2 sines of position p's angles; computed in double, then
// rounded. Error if w is odd.                                                      -> (length x w)
Matrix rotary_table(int length, int width, double theta);

enum class Turn { forward, back };
// Turns every head of every row; row r stands at positions[r] of the table. y may be x.
//                                          x, y: (n x heads w), table: (length x w), n positions
void rotate(ConstView x, std::span<const int> positions, ConstView table, RotaryPairs pairs,
            Turn turn, View y);

// The same on the tape: positions count from `first` at the start of each sentence. A turn keeps
// lengths, so its gradient is turned back. The table has to live as long as the tape's entry.
Var rotary(Var x, const Segments& rows, ConstView table, RotaryPairs pairs, int first = 0);

}  // namespace book
