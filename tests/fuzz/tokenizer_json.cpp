// tokenizer.json: the file, a byte 0, a text to encode.
#include "tokenizers/tokenizer_json.h"

#include "fuzz.h"
#include "text/utf8.h"

namespace book::fuzz {

void try_input(std::string_view input) {
    const std::string path = file_with("tokenizer.json", next_part(input));
    accepts([&] {
        const Tokenizer tokenizer{read_tokenizer_json(path)};
        const bool is_text = first_invalid_utf8(input) == input.npos;
        if (!is_text) return;
        for (const SpecialTokens special : {SpecialTokens::recognised, SpecialTokens::as_text}) {
            const std::vector<int> ids = tokenizer.encode(input, special);
            for (int id : ids)
                hold(id >= 0 && id < tokenizer.vocabulary_size(), "an id is one of the vocabulary");
            tokenizer.decode(ids);
        }
        for (int id = 0; id < tokenizer.vocabulary_size(); ++id) tokenizer.piece(id);
    });
}

}  // namespace book::fuzz
