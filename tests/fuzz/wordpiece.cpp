// WordPiece: vocab.txt, a byte 0, a text to encode; and a chat template of any bytes, which is the same text.
#include "tokenizers/wordpiece.h"

#include "fuzz.h"
#include "host/scratch_folder.h"
#include "text/utf8.h"
#include "tokenizers/chat_template.h"

namespace book::fuzz {

void try_input(std::string_view input) {
    static const ScratchFolder folder("attention-book-fuzz-model");
    std::ofstream((folder.path() / "vocab.txt").string(), std::ios::binary) << next_part(input);
    accepts([&] { ChatTemplate::from_jinja(input); });
    accepts([&] {
        const Tokenizer tokenizer = load_tokenizer(folder.path());
        if (first_invalid_utf8(input) != input.npos) return;
        const std::vector<int> ids = tokenizer.encode(input);
        for (int id : ids)
            hold(id >= 0 && id < tokenizer.vocabulary_size(), "an id is one of the vocabulary");
        tokenizer.decode(ids);
        const std::string once = bert_text(input, BertTextRule{});
        hold(first_invalid_utf8(once) == once.npos, "what BERT reads is UTF-8");
    });
}

}  // namespace book::fuzz
