// What the files of all our models have in common: the pieces of their texts, facts about the training,
// and the numbers (model/checkpoint.h, model/language_checkpoint.h).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "formats/safetensors.h"
#include "nn/parameters.h"

namespace book {

struct Checkpoint {
    std::string merges;      // Bpe::serialize()
    bool lowercase = false;  // text is lower-cased before it is cut into pieces
    std::vector<int>
        never_read;     // tokens that stood in no source sentence of the training, in order
    Metadata training;  // "steps", "validation_loss", "data", ...: for people, not for programs
};
void put_about(const Checkpoint& about, Metadata& metadata);
void get_about(const Metadata& metadata, int vocabulary, Checkpoint& about);  // or InputError

// Every parameter, in their order; borrowed.
std::vector<NamedMatrix> named_matrices(const Parameters& parameters);
// Reads them all again. InputError if one is missing or has another shape.
void read_parameters(const SafeTensors& file, Parameters& parameters);

// Calls read(metadata) if the file is of this format. InputError, which names the file, if it is not,
// and for whatever `read` complains of.
void read_metadata(const SafeTensors& file, const std::string& format,
                   const std::function<void(const Metadata&)>& read);
// Sizes are only believed if the file holds that many numbers: nothing is allocated before.
void require_numbers(const SafeTensors& file, std::size_t numbers);

}  // namespace book
