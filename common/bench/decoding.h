// How fast a translator writes: with the cache and without, alone and in a crowd.
#pragma once

#include <vector>

#include "bench/measure.h"

namespace book {

struct DecodingRow {
    int sentences = 1, beam = 1, words = 20;  // of each answer
    double cached = 0, plain = 0;             // words a second, all sentences together
    double gain() const { return cached / plain; }
};

// A model of d 256, 3 + 3 layers and 8,000 words, with random numbers for what it has learnt: it is
// made to say exactly so many words. Both ways read the source once and score the last word only.
class WrittenWords {
  public:
    WrittenWords(int sentences, int beam, int words);
    void write(bool cache) const;  // all of them

  private:
    Transformer model_;
    std::vector<std::vector<int>> sources_;
    int beam_, words_;
};

DecodingRow measure_decoding(int sentences, int beam, int words, double seconds);

}  // namespace book
