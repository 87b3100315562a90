// GPT-2's tables: merges, a byte 0, the vocabulary, a byte 0, a text to encode.
#include "fuzz.h"
#include "text/utf8.h"
#include "tokenizers/gpt2_tokenizer.h"

namespace book::fuzz {

void try_input(std::string_view input) {
    const std::string merges = file_with("merges", next_part(input));
    const std::string vocabulary = file_with("vocabulary", next_part(input));
    accepts([&] {
        const Gpt2Tokenizer gpt2 = Gpt2Tokenizer::load(merges, vocabulary);
        const bool is_text = first_invalid_utf8(input) == input.npos;
        if (is_text) hold(gpt2.decode(gpt2.encode(input)) == input, "a text comes back");
    });
}

}  // namespace book::fuzz
