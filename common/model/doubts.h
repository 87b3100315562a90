// What a translator can tell of its own answers: where it reads what it never learnt, and where it no longer
// translates but repeats itself.
#pragma once

#include <vector>

#include "text/batch.h"

namespace book {

// The tokens of a vocabulary that stand in no source sentence of the training, in order. The model turns
// them into rows of numbers that nobody ever taught it.
std::vector<int> never_read(const std::vector<TokenPair>& training, int vocabulary);

// Those of a sentence that are among them (`never_read` in order), each once, as they come.
std::vector<int> unknown_in(const std::vector<int>& sentence, const std::vector<int>& never_read);

// A run of tokens that comes again and again: "blue blue blue".
struct Loop {
    std::size_t begin = 0;   // of the first of them
    std::size_t tokens = 0;  // in the run; 0: there is no loop
    std::size_t times = 0;
};

// The loop in what was said, if there is one: a run of at most eight tokens, at least five times in a row,
// and more than twice as often as the source repeats anything ("non, non, non" may be "no, no, no").
Loop find_loop(const std::vector<int>& said, const std::vector<int>& source);

}  // namespace book
