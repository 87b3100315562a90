// What the two drawings of arcs share.
#pragma once

#include <vector>

#include "notebook/figure.h"

namespace book {

struct Arc {
    int from, to;
    real weight;
};

const std::vector<std::string>& words_looked_at(const Arcs& arcs);
bool is_drawn(const Arcs& arcs, int from, int to);
// All that are drawn; those of the words that are grey come first.
std::vector<Arc> arcs_from_thick_to_thin(const Arcs& arcs);
// The words that one looks at, by their weight; of equal ones the first.
std::vector<int> strongest_first(const Arcs& arcs, int from);

}  // namespace book
