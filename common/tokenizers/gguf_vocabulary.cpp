#include "tokenizers/gguf_vocabulary.h"

#include <utility>

#include "core/require.h"
#include "tokenizers/byte_alphabet.h"

namespace book {
namespace {

// llama.cpp's enum llama_token_type.
enum TokenType { kNormal = 1, kUnknown = 2, kControl = 3, kUserDefined = 4, kUnused = 5 };

PieceRule rule_named(const GgufVocabulary& vocabulary) {
    PieceRule rule;
    rule.spaces = PieceRule::Spaces::unicode;
    rule.digits_alone = vocabulary.pre == "smollm";
    if (vocabulary.pre != "smollm" && vocabulary.pre != "gpt-2")
        throw InputError(fmt::format(
            "{}: tokenizer.ggml.pre is \"{}\", which is not known here; smollm and gpt-2 are",
            vocabulary.name, shown_token(vocabulary.pre)));
    return rule;
}

// Those that are looked for in a text before all else.
std::vector<AddedToken> added_in(const GgufVocabulary& vocabulary) {
    std::vector<AddedToken> added;
    for (std::size_t id = 0; id < vocabulary.token_type.size(); ++id) {
        const int type = vocabulary.token_type[id];
        if (type == kNormal || type == kUnused) continue;
        require_input(type == kControl || type == kUserDefined || type == kUnknown,
                      "{}: token {} is of type {}, which is not known here", vocabulary.name, id,
                      type);
        added.push_back({static_cast<int>(id), vocabulary.tokens[id], type != kUserDefined});
    }
    return added;
}

}  // namespace

Tokenizer tokenizer_of(GgufVocabulary vocabulary) {
    if (vocabulary.model != "gpt2")
        throw InputError(
            fmt::format("{}: tokenizer.ggml.model is \"{}\", which is not known here; gpt2 is",
                        vocabulary.name, shown_token(vocabulary.model)));
    require_input(!vocabulary.add_space_prefix,
                  "{}: tokenizer.ggml.add_space_prefix is true, which is not known here",
                  vocabulary.name);
    const std::size_t types = vocabulary.token_type.size();
    require_input(types == 0 || types == vocabulary.tokens.size(), "{}: {} types of {} tokens",
                  vocabulary.name, types, vocabulary.tokens.size());
    require_input(!vocabulary.add_bos_token || vocabulary.bos_token_id.has_value(),
                  "{}: tokenizer.ggml.bos_token_id is missing", vocabulary.name);
    require_input(!vocabulary.add_eos_token || vocabulary.eos_token_id.has_value(),
                  "{}: tokenizer.ggml.eos_token_id is missing", vocabulary.name);

    ByteLevelVocabulary bytes;
    bytes.name = vocabulary.name;
    bytes.rule = rule_named(vocabulary);
    std::vector<AddedToken> added = added_in(vocabulary);
    bytes.tokens = std::move(vocabulary.tokens);
    bytes.merges = std::move(vocabulary.merges);
    clear_foreign_names(bytes.tokens, added);
    TokenizerParts parts{
        vocabulary.name, ByteLevelBpe(bytes), std::move(added), {}, {}, {}, {}, {}};
    parts.begin = vocabulary.bos_token_id;
    parts.end = vocabulary.eos_token_id;
    for (const auto& end : {vocabulary.eot_token_id, vocabulary.eom_token_id})
        if (end) parts.more_ends.push_back(*end);
    if (vocabulary.add_bos_token) parts.before = {*parts.begin};
    if (vocabulary.add_eos_token) parts.behind = {*parts.end};
    parts.chat_template = std::move(vocabulary.chat_template);
    return Tokenizer(std::move(parts));
}

}  // namespace book
