// Somebody's model, whatever its files: weights by name.
//
//     a .gguf file                            gguf.h
//     a .safetensors file                     safetensors.h
//     a folder as Hugging Face lays it out    model.safetensors, or the shards (files that hold a part of
//                                             the tensors each) that model.safetensors.index.json lists
//
// What the names mean, and which order the rows of a matrix have, is the model's business. Errors are
// InputErrors of one line that begin with the path.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "formats/gguf.h"
#include "formats/stored_tensor.h"

namespace book {

class WeightFile {
  public:
    // Tells GGUF by how a file begins, whatever it is called. Headers are read and checked, no weights.
    static WeightFile open(const std::string& path);

    const std::string& path() const { return path_; }
    bool is_gguf() const { return metadata_.has_value(); }
    const GgufMetadata& metadata() const;  // Error if it is no GGUF

    std::vector<std::string> names() const;  // in alphabetical order, also of what cannot be read
    bool has(const std::string& name) const { return tensors_.count(name) != 0; }

    // InputError if there is no such tensor.
    const std::vector<std::uint64_t>& dimensions(const std::string& name) const;  // rows first
    const std::string& type_name(const std::string& name) const;  // as the file has it: "Q6_K"
    std::uint64_t bytes(const std::string& name) const;           // that its numbers take there

    // As a matrix: a vector of n is (1 x n), a single number (1 x 1). InputError if there is no such
    // tensor, if it has more dimensions, another shape, a type that the book does not read, or a number
    // that is not finite.
    Shape shape(const std::string& name) const;
    WeightType type(const std::string& name) const;
    Matrix read(const std::string& name, Shape shape) const;          // as numbers
    PackedMatrix packed(const std::string& name, Shape shape) const;  // as it stands there

  private:
    struct Place {
        std::string file;
        StoredTensor tensor;
    };
    void add_safetensors(const std::string& file);
    void add_shards(const std::string& index);
    NamedTensor find(const std::string& name) const;

    std::string path_;
    std::optional<GgufMetadata> metadata_;
    std::map<std::string, Place> tensors_;
};

}  // namespace book
