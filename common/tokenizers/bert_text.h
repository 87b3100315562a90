// What BERT's tokenizer does to a text before its words are looked up (the published code's
// BasicTokenizer, as Hugging Face's tokenizers have it, with which models are used).
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace book {

struct BertTextRule {
    bool clean = true;          // no control characters; a blank for each white space
    bool chinese_apart = true;  // a blank on either side of a Chinese character
    bool strip_accents = true;  // é -> e: decomposed (NFD), and without its marks (Mn)
    bool lowercase = true;

    bool operator==(const BertTextRule&) const = default;
};

// In this order. `utf8` is UTF-8.
std::string bert_text(std::string_view utf8, BertTextRule rule);

// Words lie between white space, and a punctuation sign is a word of its own.
void for_each_bert_word(std::string_view text, const std::function<void(std::string_view)>& use);

}  // namespace book
