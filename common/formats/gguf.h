// Files in the GGUF format (ggml, docs/gguf.md; versions 2 and 3, which differ only in the order of bytes
// of big machines): facts about a model by name, among them its tokenizer, and its weights.
//
//     4 bytes      "GGUF"
//     4 + 8 + 8    version; how many tensors; how many facts
//     facts        name, kind of value, value: a number, true or false, a text, or an array of these
//     tensors      name, dimensions (those of a row first), type, place: from the start of the data
//     the rest     the data, which begins, as every tensor does, at a multiple of general.alignment (32)
//
// All little-endian; a text is its length (8 bytes) and its bytes. A file from elsewhere is not trusted:
// every count, length and place is checked against the size of the file before anything is allocated.
// Errors are InputErrors of one line that begin with the path.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "formats/stored_tensor.h"

namespace book {

// The facts, as they stand in the file: an array is made when it is asked for.
class GgufMetadata {
  public:
    GgufMetadata() = default;

    std::vector<std::string> keys() const;
    bool has(const std::string& key) const { return facts_.count(key) != 0; }
    // InputError if the key is missing, or its value is of another kind or does not fit.
    bool flag(const std::string& key) const;
    std::int64_t integer(const std::string& key) const;  // of any size and sign
    double number(const std::string& key) const;         // an integer, too
    std::string text(const std::string& key) const;
    std::vector<std::int64_t> integers(const std::string& key) const;
    std::vector<double> numbers(const std::string& key) const;
    std::vector<std::string> texts(const std::string& key) const;

  private:
    friend class Gguf;
    struct Fact {
        std::uint32_t kind;
        bool is_array;
        std::uint64_t count, begin;  // of its values, in bytes_
    };
    const Fact& fact(const std::string& key, bool is_array) const;
    std::int64_t integer_at(const std::string& key, std::uint32_t kind, std::uint64_t at) const;
    double number_at(const std::string& key, std::uint32_t kind, std::uint64_t at) const;
    template <class T>
    T value_at(std::uint64_t at) const;
    std::string text_at(std::uint64_t& at) const;  // which moves behind it
    [[noreturn]] void wrong_kind(const std::string& key, const char* wanted) const;

    std::string path_, bytes_;  // the header of the file
    std::map<std::string, Fact> facts_;
};

// An opened file: its header has been read and checked, its weights are read when asked for.
class Gguf {
  public:
    explicit Gguf(const std::string& path);

    const std::string& path() const { return metadata_.path_; }
    std::uint32_t version() const { return version_; }
    const GgufMetadata& metadata() const { return metadata_; }
    GgufMetadata take_metadata() && { return std::move(metadata_); }
    // Also those of types that the book does not read.
    const std::map<std::string, StoredTensor>& tensors() const { return tensors_; }

  private:
    class Header;
    void read_facts(Header& header, std::uint64_t count);
    void read_tensors(Header& header, std::uint64_t count);
    void place_tensors(std::uint64_t header_bytes, std::uint64_t file_bytes);
    void require_apart() const;

    std::uint32_t version_ = 0;
    GgufMetadata metadata_;
    std::map<std::string, StoredTensor> tensors_;
};

// Does the file begin as one of these does? No if it cannot be read.
bool is_gguf(const std::string& path);

}  // namespace book
