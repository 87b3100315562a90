// A model's tokenizer, of whatever kind: text to ids and back, from a folder as Hugging Face lays it
// out, or from the tables themselves (a GGUF file's, a test's).
//
//     text --added_tokens.h--> special tokens, and between them text --byte_level_bpe.h or
//     wordpiece.h--> ids; before and behind them what the model wants around a text ([CLS] ... [SEP])
//
// It does not change, so several threads may use one; a copy costs nothing.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tokenizers/added_tokens.h"
#include "tokenizers/byte_level_bpe.h"
#include "tokenizers/gpt2_tokenizer.h"
#include "tokenizers/wordpiece.h"

namespace book {

// What "<|im_end|>" in a text is: the token, or ten characters like others. A reader's own words ought
// to be plain text, or anybody could end the model's turn for it.
enum class SpecialTokens { recognised, as_text };

// Everything that a Tokenizer is made of.
struct TokenizerParts {
    std::string name;  // begins every complaint
    std::variant<ByteLevelBpe, WordPiece> words;
    std::vector<AddedToken> added;
    std::vector<int> before, behind;           // put around a text
    std::optional<int> begin, end;             // the model's first and last token (BOS, EOS)
    std::optional<std::string> chat_template;  // Jinja: chat_template.h
    std::vector<int> more_ends{};              // tokens that end an answer, too
};

class Tokenizer {
  public:
    // InputError for an id that is no token, for an added token without a text or given twice.
    explicit Tokenizer(TokenizerParts parts);
    explicit Tokenizer(const Gpt2Tokenizer& gpt2);  // <|endoftext|> is text like others

    // What the model is given for a text. InputError names the first byte that is not UTF-8.
    std::vector<int> encode(std::string_view utf8,
                            SpecialTokens special = SpecialTokens::recognised) const;
    // ... without what is put around it, behind the ids that are there.
    void append(std::string_view utf8, SpecialTokens special, std::vector<int>& ids) const;

    // Byte-level: the bytes of all tokens, which need not be UTF-8. WordPiece: words with spaces. Special
    // tokens by their names. Error for an unknown id.
    std::string decode(std::span<const int> ids) const;
    const std::string& bytes(int id) const;  // of one token; WordPiece's with its ##
    std::string piece(int id) const;         // printable: "␣love"

    int vocabulary_size() const;
    std::optional<int> id_of_added(std::string_view text) const;  // of a special token, by its name
    std::optional<int> begin() const;
    std::optional<int> end() const;
    std::optional<int> end_of_turn() const;  // <|im_end|>
    const std::vector<int>& more_ends() const;
    // Bytes of a text that one token can stand for; any number if a whole word may be unknown.
    std::size_t most_bytes() const;
    const std::optional<std::string>& chat_template() const;

  private:
    struct Tables;
    std::shared_ptr<const Tables> tables_;
};

// From tokenizer.json; else from vocab.txt (WordPiece); else from vocab.json and merges.txt (GPT-2's).
// tokenizer_config.json, if there is one, and else config.json, name the first and the last token;
// config.json and generation_config.json name more that end an answer.
// InputError, in one line, for whatever would be read wrongly otherwise.
Tokenizer load_tokenizer(const std::filesystem::path& folder);

}  // namespace book
