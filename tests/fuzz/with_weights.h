// What is done with somebody's file of weights: every tensor is looked at and read, both ways.
#pragma once

#include "formats/weight_file.h"
#include "fuzz.h"

namespace book::fuzz {

inline void read_all(const WeightFile& file) {
    for (const std::string& name : file.names()) {
        accepts([&] {
            const Shape shape = file.shape(name);
            const PackedMatrix packed = file.packed(name, shape);
            hold(packed.bytes().size() == file.bytes(name),
                 "what is kept is what lies in the file");
            hold(expanded(packed) == file.read(name, shape), "both ways give the same numbers");
        });
    }
}

}  // namespace book::fuzz
