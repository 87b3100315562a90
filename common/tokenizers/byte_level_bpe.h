// Byte-level byte-pair encoding, of whatever vocabulary (Radford et al. 2019, section 2.2): GPT-2's,
// SmolLM2's, that of most models of their families.
//
//     text --gpt2_pattern.h--> pieces --its bytes--> symbols --merges, in their order--> ids
//
// Special tokens are ordinary text here; tokenizer.h knows better.
//
// It does not change, so several threads may use one; a copy costs nothing.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizers/byte_pair_tables.h"

namespace book {

// What a vocabulary's files hold, as they hold it.
struct ByteLevelVocabulary {
    std::string name;                 // begins every complaint: "tokenizer.json"
    std::vector<std::string> tokens;  // by id, in GPT-2's alphabet; "" where no text becomes it
    std::vector<std::string> merges;  // in the order of training: "Ġ l"
    PieceRule rule;
    MergeOrder order = MergeOrder::one_by_one;
    int unknown = -1;  // the token of a byte that has none; -1: the byte is dropped
};

class ByteLevelBpe {
  public:
    // InputError for a token in another alphabet or given twice, for merges of what is no token.
    explicit ByteLevelBpe(const ByteLevelVocabulary& vocabulary);
    explicit ByteLevelBpe(std::shared_ptr<BytePairTables> tables);  // fills in `whole`

    // Puts the ids behind those that are there. InputError names the first byte that is not UTF-8. A
    // byte without a token is dropped or unknown, as the vocabulary says. A piece of n bytes takes n log(n) steps.
    void encode(std::string_view utf8, std::vector<int>& ids) const;

    int vocabulary_size() const { return static_cast<int>(tables_->bytes.size()); }
    const std::string& bytes(int id) const;  // Error for an unknown id

  private:
    std::shared_ptr<const BytePairTables> tables_;
};

}  // namespace book
