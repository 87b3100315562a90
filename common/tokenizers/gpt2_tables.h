// The two tables of gpt2_tokenizer.h, as they are published, read and checked.
//
// encoder.json is an object: token -> id. vocab.bpe has a line "#version: 0.2" and then a merge a
// line, in the order of training: the two tokens that become one. In both a token is written in an
// alphabet of 256 printable signs, one for each byte: itself if it is printable, else one from U+0100
// on. A space is Ġ.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace book {

struct Gpt2Merge {
    int rank = -1;  // its place in the order of training
    int id = -1;    // what the two become
};

// Pair of tokens -> merge: one array, in which a pair stands at the place that its hash says, or as
// soon behind it as there was room. Encoding asks for every pair of neighbours, and with
// std::unordered_map, whose entries lie all over the memory, ./book tokenize takes a third longer.
class Gpt2Merges {
  public:
    explicit Gpt2Merges(std::size_t most = 0);          // room for so many
    bool insert(int left, int right, Gpt2Merge merge);  // false: it is there already
    Gpt2Merge find(int left, int right) const {         // rank -1 if there is none
        return entries_[place(left, right)].merge;
    }

  private:
    struct Entry {
        int left = -1, right = -1;
        Gpt2Merge merge;
    };
    // Where the pair stands, or the free place where it would.
    std::size_t place(int left, int right) const {
        const auto key = static_cast<std::uint64_t>(left) << 32 | static_cast<std::uint32_t>(right);
        std::size_t at = key * 0x9E3779B97F4A7C15u >> shift_;
        while (entries_[at].left >= 0 && (entries_[at].left != left || entries_[at].right != right))
            at = at + 1 == entries_.size() ? 0 : at + 1;
        return at;
    }

    std::vector<Entry> entries_;  // a power of two, at most half of them taken
    int shift_ = 63;
};

struct Gpt2Tables {
    std::vector<std::string> bytes;   // of each token, by id
    std::array<int, 256> byte_ids{};  // the token of each single byte
    Gpt2Merges merges;
    std::unordered_map<std::string_view, int> whole;  // pieces that are a token, as it turned out
};

// Tables are strangers' files: InputError, on one line, for whatever does not fit. `whole` is left
// empty.
Gpt2Tables load_gpt2_tables(const std::string& merges, const std::string& vocabulary);

}  // namespace book
