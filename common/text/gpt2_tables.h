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

struct Gpt2Tables {
    std::vector<std::string> bytes;                       // of each token, by id
    std::array<int, 256> byte_ids{};                      // the token of each single byte
    std::unordered_map<std::uint64_t, Gpt2Merge> merges;  // by pair_key(left, right)
    std::unordered_map<std::string_view, int> whole;  // pieces that are a token, as it turned out

    static std::uint64_t pair_key(int left, int right) {
        return (static_cast<std::uint64_t>(left) << 32) | static_cast<std::uint32_t>(right);
    }
};

// Tables are strangers' files: InputError, on one line, for whatever does not fit. `whole` is left
// empty.
Gpt2Tables load_gpt2_tables(const std::string& merges, const std::string& vocabulary);

}  // namespace book
