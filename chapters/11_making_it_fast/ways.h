// Ways to multiply, each made of the one before. All sum over rising p, so all have the same bits.
// c = a b for square matrices whose size is a multiple of 16.
#pragma once

#include "tensor/view.h"

namespace chapter_11 {
using namespace book;

void triple_loop(ConstView a, ConstView b, View c);         // the definition
void along_both(ConstView a, ConstView b_turned, View c);   // the definition, of b transposed
void rows_of_b(ConstView a, ConstView b, View c);           // along rows
void blocks_of_b(ConstView a, ConstView b, View c);         // blocks that stay in the cache
void tiles(ConstView a, ConstView b, View c);               // sums that stay in registers
void tiles_on_all_cores(ConstView a, ConstView b, View c);  // the same, shared out

// Of the result: what tiles() sums up at the same time.
struct TileSize {
    int rows;
    int columns;
};
TileSize tile_size();

}  // namespace chapter_11
