// What `./book train` learns from: files that are named, or the book's own corpus.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "text/batch.h"
#include "text/bpe.h"
#include "text/lines.h"

namespace book {

struct DataOptions {
    std::string source, target;  // two files, line by line; or
    std::string pairs;           // one file, two columns; or neither: the book's corpus
    std::string validation_source, validation_target, validation_pairs;  // in the same way; or
    // That part of the training sentences, at least one of two and more, at most 2000.
    double validation_share = 0.05;
    bool swap = false;  // the second column is the source
    bool lowercase = false;
    bool skip_long = false;  // leave sentences out that are longer than max_length, not an error
    int max_length = 256;    // tokens, <end> included
    int merges = 8000;
    std::uint64_t seed = 1;  // of what is taken for validation
};

// Pairs of lines with the place that each came from.
struct PlacedPairs {
    TextPairs text;
    std::vector<std::string> places;  // "train.fr:12"
};

struct TrainingText {
    PlacedPairs training, validation;
    std::string name;  // for the checkpoint: which data this was
    int left_out = 0;  // pairs with an empty side
};

std::vector<std::string> files_of(const DataOptions& options);  // those that are named

// Reads and checks all files; prepares every line (model/translator.h). InputError.
TrainingText read_training_text(const DataOptions& options);

// Cuts the lines into tokens. A sentence longer than the limit is an InputError that names its
// place, or is left out and counted.
std::vector<TokenPair> encode_pairs(const PlacedPairs& pairs, const Bpe& bpe,
                                    const DataOptions& options, int& left_out);

}  // namespace book
