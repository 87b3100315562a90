// Hugging Face's tokenizer.json, as far as models of GPT-2's and BERT's families use it:
//
//     model           BPE with byte-level pieces; WordPiece
//     added_tokens    special or not
//     normalizer      none; BertNormalizer
//     pre_tokenizer   ByteLevel; Digits (each alone); Split with GPT-2's pattern; BertPreTokenizer
//     post_processor  none; ByteLevel; BertProcessing; TemplateProcessing
//
// What else it says about ids is refused and never passed over. Truncation and padding are switched off,
// and the decoder is the model's own.
#pragma once

#include <string>

#include "tokenizers/tokenizer.h"

namespace book {

// Without the first and the last token and the chat template, which other files name. InputError says in
// one line what is wrong, or not known.
TokenizerParts read_tokenizer_json(const std::string& path);

}  // namespace book
