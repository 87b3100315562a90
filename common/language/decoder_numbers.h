// The numbers of a decoder, out of somebody's file, kept as they stand there.
//
// Matrices stay packed (tensor/packed_matrix.h), (out x in): those that a file has (in x out) are turned,
// which no number notices. Gains, biases and learned positions, of which there are few, become floats.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <set>
#include <string>

#include "formats/weight_file.h"
#include "model/foreign_names.h"
#include "model/language_decoder.h"

namespace book {

struct DecoderNumbers {
    std::deque<PackedMatrix> packed;  // a deque: what is in it stays where it is
    std::deque<Matrix> floats;
    DecoderWeights weights;      // borrows from both
    std::set<std::string> read;  // the names of all tensors that were asked for

    std::size_t bytes() const;
};

// Where a parameter of ours lies in the file (model/foreign_names.h).
using NameInFile = std::function<ForeignMatrix(const std::string& ours)>;

// InputError for sizes that cannot be, for a tensor that is missing or has another shape, and for a table of
// positions that is out of all proportion to the file. A tensor is looked up before room is made for it.
DecoderNumbers read_decoder(const WeightFile& file, const LanguageModelConfig& config,
                            const NameInFile& name_of);

}  // namespace book
