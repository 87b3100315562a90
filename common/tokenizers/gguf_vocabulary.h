// The tokenizer that a GGUF file brings in its metadata, tokenizer.ggml.*, given as the plain data that it
// is: whoever reads the file (formats/) and whoever reads text need not know of each other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tokenizers/tokenizer.h"

namespace book {

// A field for each of tokenizer.ggml.*, and tokenizer.chat_template.
struct GgufVocabulary {
    std::string name;                 // the file, which begins every complaint
    std::string model = "gpt2";       // byte-level BPE, the one kind that is known here
    std::string pre;                  // how text is cut: "gpt-2" or "smollm"
    std::vector<std::string> tokens;  // by id, in GPT-2's alphabet
    std::vector<int> token_type;      // by id; empty: all are ordinary
    std::vector<std::string> merges;  // "Ġ l"
    std::optional<int> bos_token_id, eos_token_id;
    std::optional<int> eot_token_id, eom_token_id;  // they end a turn and a message
    bool add_bos_token = false;
    bool add_eos_token = false;
    bool add_space_prefix = false;
    std::optional<std::string> chat_template;
};

// InputError for a kind, a cut or a type of token that is not known here, and for tables that do not fit.
Tokenizer tokenizer_of(GgufVocabulary vocabulary);

}  // namespace book
