// Sentence pairs as the model reads them: numbers, packed row under row.
#pragma once

#include <span>
#include <vector>

#include "core/random.h"
#include "tensor/segments.h"

namespace book {

// Ids of the special tokens: the first two of every vocabulary.
inline constexpr int kBegin = 0;  // what the decoder is given before the first word
inline constexpr int kEnd = 1;    // what it says after the last; also ends every source sentence

// One sentence and its translation as token ids, without kBegin and kEnd.
struct TokenPair {
    std::vector<int> source;
    std::vector<int> target;
};

// Some pairs, packed. For the target "I love" the decoder reads  <begin> I love   and must say
//                                                                 I love <end>    (shifted by one).
struct Batch {
    std::vector<int> source;  // each sentence ends with kEnd
    Segments source_rows;
    std::vector<int> input;   // what the decoder reads: kBegin, then the target
    std::vector<int> output;  // what it must say: the target, then kEnd
    Segments target_rows;

    int sentences() const { return source_rows.count(); }
};

Batch make_batch(const std::vector<TokenPair>& pairs, std::span<const int> chosen);
// All pairs, in their order.
Batch make_batch(const std::vector<TokenPair>& pairs);

// Divides pairs into batches of at most `max_tokens` tokens on either side (a pair longer than that
// stands alone), sentences of similar length together: first by target length, then by source
// length, ties in a random order drawn from `rng`; the batches themselves are shuffled. Returns
// indices into pairs; each occurs once.
std::vector<std::vector<int>> plan_batches(const std::vector<TokenPair>& pairs, int max_tokens,
                                           Rng& rng);

}  // namespace book
