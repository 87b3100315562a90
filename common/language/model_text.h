// A language model's text: to ids and back, whatever cuts it. The book's own models have a Bpe of the
// book, with a vocabulary of their own; other people's have a Tokenizer.
//
// It does not change, so several threads may use one; a copy costs nothing.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/bpe.h"
#include "tokenizers/chat_template.h"
#include "tokenizers/tokenizer.h"

namespace book {

class ModelText {
  public:
    // A chat template that is not known here is none; chat_ids() says so.
    explicit ModelText(Tokenizer tokenizer);
    // As text/token_stream.h has it: kEnd stands at the end of each line, and so kEnd is "\n" here.
    ModelText(Bpe bpe, bool lowercase);

    // InputError names the first byte that is not UTF-8.
    std::vector<int> encode(std::string_view utf8,
                            SpecialTokens special = SpecialTokens::recognised) const;
    // The bytes of one token, which may end inside a character (whole_characters.h puts them together).
    // None for an id beyond the vocabulary: models have more rows than tokens.
    std::string_view bytes(int id) const;
    std::string decode(std::span<const int> ids) const;  // any bytes
    std::string piece(int id) const;                     // printable: "␣love"
    int vocabulary_size() const;
    std::size_t most_bytes() const;  // of a text that one token can stand for

    std::optional<int> begin() const;      // what a text without a beginning begins with
    const std::vector<int>& ends() const;  // tokens that end an answer
    const std::optional<ChatTemplate>& chat() const;
    // A conversation, and the answer begun. What people wrote is text: no word of theirs becomes a special
    // token. InputError if this is no model for conversations, or its template is not known.
    std::vector<int> chat_ids(std::span<const ChatMessage> messages) const;

  private:
    struct Tables;
    std::shared_ptr<const Tables> tables_;
};

}  // namespace book
