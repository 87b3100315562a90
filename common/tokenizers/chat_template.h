// A conversation as a chat model reads it: one text, in which special tokens say who speaks.
//
//     <|im_start|>system
//     Be brief.<|im_end|>
//     <|im_start|>user
//     Hi<|im_end|>
//     <|im_start|>assistant
//
// That is ChatML. Models bring their form as a template in the language Jinja, and most of those that
// write ChatML differ in one thing only: what they put in front of a conversation that does not begin
// with a system message. So this reads no Jinja: it recognises the templates of that family, whatever
// their spaces and quotes, and refuses all others.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizers/tokenizer.h"

namespace book {

struct ChatMessage {
    std::string role;  // "system", "user", "assistant"
    std::string content;
};

class ChatTemplate {
  public:
    ChatTemplate() = default;  // ChatML, nothing in front
    // InputError for a template that is not of this family.
    static ChatTemplate from_jinja(std::string_view jinja);

    // ask: the answer is begun, so that the model goes on with it.
    std::string text(std::span<const ChatMessage> messages, bool ask) const;

    // The same as ids. content: whether special tokens in what somebody wrote are to be recognised, as they
    // are when the whole text is encoded, or are text. InputError if the tokenizer has no <|im_start|>
    // and <|im_end|>.
    std::vector<int> ids(const Tokenizer& tokenizer, std::span<const ChatMessage> messages,
                         bool ask, SpecialTokens content) const;

    // What stands in front of a conversation without a system message: "" is nothing at all.
    const std::string& in_front() const { return in_front_; }

  private:
    std::string in_front_;  // as it is written: "<|im_start|>system\n...<|im_end|>\n"
};

}  // namespace book
