// WordPiece, BERT's tokenizer (Devlin et al. 2019, section 3; the published code's BasicTokenizer and
// WordpieceTokenizer).
//
//     text --bert_text.h--> words --the longest token that begins the rest, again and again--> ids
//
//     embeddings -> em ##bed ##ding ##s       ## is written before a token that continues a word
//
// A word that cannot be written so is one token, [UNK], and what it said is lost.
//
// It does not change, so several threads may use one; a copy costs nothing.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizers/bert_text.h"

namespace book {

// BERT's is 100. A word takes as many steps as the cube of its length, if a stranger's tokens are long.
inline constexpr int kLongestWordpieceWord = 200;

struct WordPieceVocabulary {
    std::string name;                 // begins every complaint: "vocab.txt"
    std::vector<std::string> tokens;  // by id; "" where no text becomes it
    BertTextRule rule;
    std::string unknown = "[UNK]";
    std::string prefix = "##";
    int longest_word = 100;  // characters: a longer word is unknown
};

class WordPiece {
  public:
    // InputError for a token given twice, for a vocabulary without `unknown`.
    explicit WordPiece(const WordPieceVocabulary& vocabulary);

    // Puts the ids behind those that are there. InputError names the first byte that is not UTF-8.
    void encode(std::string_view utf8, std::vector<int>& ids) const;
    // Words with a space between them, but for none before . ? ! and , as the reference's decoder has it.
    // What bert_text.h changed does not come back.
    void append_word(std::string_view token, std::string& text) const;

    const BertTextRule& rule() const;
    int vocabulary_size() const;
    const std::string& token(int id) const;  // Error for an unknown id

  private:
    struct Tables;
    std::shared_ptr<const Tables> tables_;
};

}  // namespace book
