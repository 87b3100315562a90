// From scores to a sentence: which words to say.
//
// A model gives the probability of the next word; a sentence is a path through those choices. Which
// model does not matter here: it is asked as a NextWord.
// Greedy decoding takes the likeliest word each time. Beam search keeps the k likeliest beginnings
// side by side and prefers, in the end, the best score after the paper's length penalty (Wu et al.
// 2016, eq. 14; Vaswani et al. 2017, section 6.1):
//
//     score(Y) = log P(Y | X) / ((5 + |Y|) / 6)^alpha         |Y|: tokens, <end> included
//
// without which short sentences would win: every further word costs probability. The search goes on
// until no beginning that is still open could win.
#pragma once

#include <vector>

#include "model/next_word.h"
#include "text/batch.h"

namespace book {

struct DecodeOptions {
    int beam = 1;                 // hypotheses kept side by side; 1 is greedy
    double length_penalty = 0.6;  // alpha; 0: none
    int record = 0;               // > 0: keeps this many likeliest words of each step, and the tree
    // Of a translation:
    int extra_length = 50;  // it has at most this many tokens more than its source
    bool cache = true;      // false: computes everything again for each word (the oracle)
};

struct Choice {
    int token = 0;
    double probability = 0;
};

// One node of the tree that beam search walks through. Nodes of one step stand together, best first.
struct BeamNode {
    int step = 0;                // 0: a first word
    int parent = -1;             // index of the node before it; -1: the beginning
    int token = 0;               // that which ends a sentence: it does so here
    double log_probability = 0;  // of the whole path
    bool kept = false;           // among the beam, or ended: the others were dropped at this step
};

// A sentence that was said. Without the <begin> before it and the <end> behind it.
struct Hypothesis {
    std::vector<int> tokens;
    double log_probability = 0;  // natural logarithm, <end> included if it was said
    double score = 0;            // after the length penalty
    bool finished = false;       // false: cut off at the limit, <end> was never said
};

struct Decoded {
    std::vector<Hypothesis> best;  // best[0] is the answer; beam search: the others in order
    const std::vector<int>& tokens() const { return best[0].tokens; }

    // With `record`: for each word of the answer, <end> too, the likeliest at its place.
    std::vector<std::vector<Choice>> steps;
    std::vector<BeamNode> tree;  // with a beam of 2 or more
};

// A sentence that is to be written: what the model is fed before the first word, and how many tokens
// may be said, the end not counted.
struct Opening {
    int first = kBegin;
    int limit = 1;
};

// Writes sentences side by side; each result is the one it would get alone. `next_word` begins with a
// hypothesis for each of them. `end` is the token that ends a sentence. Ties go to the smaller token,
// then to the better hypothesis. The two functions behind it may also be called by themselves.
std::vector<Decoded> decode(NextWord& next_word, const std::vector<Opening>& openings,
                            const DecodeOptions& options = {}, int end = kEnd);
std::vector<Decoded> decode_greedy(NextWord& next_word, const std::vector<Opening>& openings,
                                   const DecodeOptions& options = {}, int end = kEnd);
std::vector<Decoded> decode_beam(NextWord& next_word, const std::vector<Opening>& openings,
                                 const DecodeOptions& options, int end = kEnd);

// Translates sentences (tokens, without kEnd). One longer than the model's limit is an InputError that
// names it, the first being 1.
std::vector<Decoded> decode(const Transformer& model, const std::vector<std::vector<int>>& sources,
                            const DecodeOptions& options = {});

double length_penalty(int tokens, double alpha);

}  // namespace book
