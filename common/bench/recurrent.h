// A recurrent layer, forward and backward through time.
#pragma once

#include <string>
#include <vector>

#include "nn/recurrent.h"

namespace book {

struct RecurrentCase {
    std::string name;  // "elman", "lstm", "gru"
    CellKind kind;
    int width, sequences, length;  // a word is as wide as a state
};
const std::vector<RecurrentCase>& recurrent_cases();

// The middle one of the passes that fit into so many seconds: states of all words from zeros, then the
// gradients by the words and by all weights from a gradient of every h.
double recurrent_seconds(const RecurrentCase& what, double seconds);
// On one thread or on all, whichever is faster: on a machine with other work that may be the one.
double best_recurrent_seconds(const RecurrentCase& what, double seconds);
// Operations of a pass: both products of a step, and two more of each backward.
double recurrent_work(const RecurrentCase& what);

}  // namespace book
