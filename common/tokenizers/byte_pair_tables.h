// The tables of a byte-level tokenizer, checked, and laid out for byte_level_bpe.h to be fast.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tokenizers/gpt2_pattern.h"

namespace book {

struct PairMerge {
    int rank = -1;  // its place in the order of training
    int id = -1;    // what the two become
};

// Pair of tokens -> merge: one array, in which a pair stands at the place that its hash says, or as
// soon behind it as there was room. Encoding asks for every pair of neighbours, and with
// std::unordered_map, whose entries lie all over the memory, ./book tokenize takes a third longer.
class PairMerges {
  public:
    explicit PairMerges(std::size_t most = 0);          // room for so many
    bool insert(int left, int right, PairMerge merge);  // false: it is there already
    PairMerge find(int left, int right) const {         // rank -1 if there is none
        return entries_[place(left, right)].merge;
    }

  private:
    struct Entry {
        int left = -1, right = -1;
        PairMerge merge;
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

// When a merge may follow another. With merges in the order of training, each of which makes a token
// of its own, both are the same.
enum class MergeOrder {
    sweep,      // a pair is merged in the whole piece before others are looked at: GPT-2's code
    one_by_one  // the best pair that there is by now: Hugging Face's tokenizers, llama.cpp
};

struct BytePairTables {
    std::vector<std::string> bytes;   // of each token, by id; "" if no text becomes it
    std::array<int, 256> byte_ids{};  // the token of each single byte; -1: it has none
    PairMerges merges;
    PieceRule rule;
    MergeOrder order = MergeOrder::sweep;
    std::unordered_map<std::string_view, int> whole;  // pieces that are a token, as it turned out
};

// Token, as bytes -> id. Filled while a vocabulary is read.
using TokenIds = std::unordered_map<std::string, int>;

// One merge, "Ġ l", in the alphabet of bytes. InputError says what is wrong with it, but not where.
void add_merge(BytePairTables& tables, const TokenIds& ids, std::string_view left_and_right,
               int rank);

// The id of each single byte; -1 for one without a token.
std::array<int, 256> byte_ids_in(const TokenIds& ids);

}  // namespace book
