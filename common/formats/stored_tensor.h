// A tensor in somebody's file of weights: how large it is, of what, and where. It is read when asked for.
//
// What the two formats (safetensors.h, gguf.h) have in common. They have checked that its bytes lie in the
// file. Errors are InputErrors of one line that begin with the path.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tensor/packed_matrix.h"

namespace book {

struct StoredTensor {
    std::vector<std::uint64_t> dimensions;  // rows first; none: a single number
    std::string type_name;                  // as the file has it: "F32", "Q6_K", "I64"
    std::optional<WeightType> type;         // none: the book does not read it
    std::uint64_t begin = 0, bytes = 0;     // in the file
};

// How many bytes these dimensions take; nothing if they are no whole blocks, or more than `most` bytes.
std::optional<std::uint64_t> bytes_for(WeightType type, std::span<const std::uint64_t> dimensions,
                                       std::uint64_t most);

// The size of a file. InputError if it is none (a folder, a pipe), or cannot be read.
std::uint64_t size_of_file(const std::string& path);

// A name out of a stranger's file, as an error shows it: no control characters, and not too long.
std::string shown_name(std::string_view name);

// Its tensor as a matrix: one of a single dimension n is (1 x n), a single number (1 x 1). InputError if it
// has more than two, one of 0, or more rows than can be counted.
struct NamedTensor {
    const std::string& path;  // of the file
    const std::string& name;
    const StoredTensor& tensor;

    Shape shape() const;
    // InputError if the book does not read its type, if it has another shape, or if a number is not finite.
    WeightType type() const;
    PackedMatrix packed(Shape shape) const;
    Matrix read(Shape shape) const;
    void read_into(std::span<real> to) const;  // all of its numbers; Error if `to` has another size

  private:
    void require_shape(Shape shape) const;
};

}  // namespace book
