// Files in the safetensors format: named matrices that Python opens too.
//
//     8 bytes      length n of the header, little-endian
//     n bytes      JSON: {"__metadata__": {"key": "value", ...},
//                         "name": {"dtype": "F32", "shape": [r, c], "data_offsets": [begin, end]}}
//     the rest     the numbers, row by row, one matrix behind the other
//
// (github.com/huggingface/safetensors, section "Format".) A file from elsewhere is not trusted:
// every length, offset and shape is checked against the size of the file before anything is
// allocated. Errors are InputErrors of one line that begin with the path.
//
// The book's own files hold nothing but matrices of F32, and anything else in one is a mistake. Other
// people's also hold F16, BF16, which the book reads, and more, which it does not: it tells when it is
// asked for one of those. They have vectors and single numbers, and tensors of more dimensions.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "formats/stored_tensor.h"
#include "tensor/view.h"

namespace book {

// Text that goes with the matrices. Each value is a string, as the format demands.
class Metadata {
  public:
    void set(const std::string& key, const std::string& value) { values_[key] = value; }
    void set(const std::string& key, const char* value) { values_[key] = value; }
    void set(const std::string& key, bool value) { values_[key] = value ? "true" : "false"; }
    void set(const std::string& key, double value);  // the shortest text that reads back the same
    template <class Integer>
    void set(const std::string& key, Integer value) {
        values_[key] = std::to_string(value);
    }

    bool has(const std::string& key) const { return values_.count(key) != 0; }
    // InputError if the key is missing or its value is not of that kind.
    const std::string& text(const std::string& key) const;
    bool flag(const std::string& key) const;
    int integer(const std::string& key) const;
    std::uint64_t natural(const std::string& key) const;
    double number(const std::string& key) const;
    // The same, by the kind of what it is read into.
    void get(const std::string& key, std::string& to) const { to = text(key); }
    void get(const std::string& key, bool& to) const { to = flag(key); }
    void get(const std::string& key, int& to) const { to = integer(key); }
    void get(const std::string& key, std::uint64_t& to) const { to = natural(key); }
    void get(const std::string& key, std::int64_t& to) const {
        to = static_cast<std::int64_t>(natural(key));
    }
    void get(const std::string& key, double& to) const { to = number(key); }

    const std::map<std::string, std::string>& values() const { return values_; }

  private:
    std::map<std::string, std::string> values_;
};

struct NamedMatrix {
    std::string name;
    Shape shape;
    std::span<const real> values;  // shape.size() numbers, row by row; borrowed
};

// Writes the file whole or not at all (host/atomic_file.h).
void write_safetensors(const std::string& path, const Metadata& metadata,
                       const std::vector<NamedMatrix>& matrices);

enum class Origin { book, elsewhere };

// An opened file: its header has been read and checked, its numbers are read when asked for.
class SafeTensors {
  public:
    explicit SafeTensors(const std::string& path, Origin origin = Origin::book);

    const std::string& path() const { return path_; }
    const Metadata& metadata() const { return metadata_; }
    std::vector<std::string> names() const;  // in the order of the data
    bool has(const std::string& name) const { return tensors_.count(name) != 0; }
    const std::map<std::string, StoredTensor>& tensors() const { return tensors_; }
    std::size_t total_numbers() const { return data_bytes_ / sizeof(float); }

    // Reads one matrix of F32 into `to` (shape.size() numbers). InputError if it is missing, has another
    // shape, or holds a number that is not finite.
    void read(const std::string& name, Shape shape, std::span<real> to) const;

  private:
    void parse_header(const std::string& header);
    void check_layout() const;
    const char* not_one() const;

    std::string path_;
    Origin origin_;
    Metadata metadata_;
    std::map<std::string, StoredTensor> tensors_;
    std::uint64_t data_begin_ = 0, data_bytes_ = 0;
};

}  // namespace book
