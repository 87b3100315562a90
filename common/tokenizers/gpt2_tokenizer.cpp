#include "tokenizers/gpt2_tokenizer.h"

#include <utility>

#include "text/bpe.h"
#include "tokenizers/gpt2_tables.h"

namespace book {

Gpt2Tokenizer::Gpt2Tokenizer(ByteLevelBpe bpe) : bpe_(std::move(bpe)) {}

Gpt2Tokenizer Gpt2Tokenizer::load(const std::filesystem::path& merges,
                                  const std::filesystem::path& vocabulary) {
    auto tables =
        std::make_shared<BytePairTables>(load_gpt2_tables(merges.string(), vocabulary.string()));
    require_all_bytes(*tables, vocabulary.string());
    return Gpt2Tokenizer(ByteLevelBpe(std::move(tables)));
}

std::vector<int> Gpt2Tokenizer::encode(std::string_view utf8) const {
    std::vector<int> ids;
    bpe_.encode(utf8, ids);
    return ids;
}

std::string Gpt2Tokenizer::decode(std::span<const int> ids) const {
    std::string text;
    for (int id : ids) text += bytes(id);
    return text;
}

std::string Gpt2Tokenizer::piece(int id) const { return printable_piece(bytes(id)); }

}  // namespace book
