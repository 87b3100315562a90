// GPT-2's own tokenizer, to the id: byte-level byte-pair encoding (Radford et al. 2019, "Language
// Models are Unsupervised Multitask Learners", section 2.2), from its two published tables.
//
// byte_level_bpe.h does it for any vocabulary; this one has a token for each of the 256 bytes, checks
// its two files line by line, and keeps the published code's order of merges and its white space.
//
// bpe.h teaches the idea, on a vocabulary that is trained before the reader's eyes. This is the real
// thing, as it stands in front of GPT-2 and GPT-3: 256 bytes, 50,000 merges and <|endoftext|>, which
// is plain text here. The book brings no tables; they are called vocab.bpe and encoder.json.
//
// A tokenizer does not change, so several threads may use one; a copy costs nothing.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizers/byte_level_bpe.h"

namespace book {

class Gpt2Tokenizer {
  public:
    // InputError says what is wrong with a table, and where.
    static Gpt2Tokenizer load(const std::filesystem::path& merges,
                              const std::filesystem::path& vocabulary);

    // InputError names the first byte that is not UTF-8. A piece of n bytes takes n log(n) steps.
    std::vector<int> encode(std::string_view utf8) const;
    // The bytes of all tokens; cut out of a text, they need not be UTF-8. Error for an unknown id.
    std::string decode(std::span<const int> ids) const;

    int vocabulary_size() const { return bpe_.vocabulary_size(); }
    const std::string& bytes(int id) const { return bpe_.bytes(id); }
    std::string piece(int id) const;  // printable: "␣love", as Bpe::piece

    const ByteLevelBpe& bpe() const { return bpe_; }

  private:
    explicit Gpt2Tokenizer(ByteLevelBpe bpe);

    ByteLevelBpe bpe_;
};

}  // namespace book
