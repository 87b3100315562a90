#include "tokenizers/wordpiece.h"

#include <algorithm>
#include <unordered_map>

#include "core/require.h"
#include "text/utf8.h"
#include "tokenizers/byte_alphabet.h"

namespace book {

struct WordPiece::Tables {
    std::vector<std::string> tokens;  // by id, as they are written
    BertTextRule rule;
    std::string prefix;
    int longest_word = 0;
    int unknown = 0;

    // Views of `tokens`: all of them, and what stands behind the prefix in those that have it.
    std::unordered_map<std::string_view, int> beginnings, continuations;
    std::size_t longest_token = 0;  // bytes

    void add(int id, const std::string& name) {
        const std::string_view token = tokens[id];
        if (token.empty()) return;
        const auto [entry, is_new] = beginnings.emplace(token, id);
        if (!is_new)
            throw InputError(fmt::format("{}: \"{}\" is token {} and token {}", name,
                                         shown_token(token), entry->second, id));
        if (token.starts_with(prefix)) continuations.emplace(token.substr(prefix.size()), id);
        longest_token = std::max(longest_token, token.size());
    }

    // The longest token that begins `rest`; -1 if none does. `length` is how long it is.
    int longest_at(std::string_view rest, bool continues, std::size_t& length) const {
        const auto& table = continues ? continuations : beginnings;
        for (length = std::min(rest.size(), longest_token); length > 0; --length) {
            const auto entry = table.find(rest.substr(0, length));
            if (entry != table.end()) return entry->second;
        }
        return -1;
    }

    void encode_word(std::string_view word, std::vector<int>& ids) const {
        const std::size_t before = ids.size();
        const bool too_long = code_points(word) > static_cast<std::size_t>(longest_word);
        std::size_t length = 0;
        for (std::size_t at = 0; at < word.size(); at += length) {
            const int id = too_long ? -1 : longest_at(word.substr(at), at > 0, length);
            if (id < 0) {  // then the whole word is
                ids.resize(before);
                ids.push_back(unknown);
                return;
            }
            ids.push_back(id);
        }
    }

    static std::size_t code_points(std::string_view text) {
        const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
        return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
    }
};

WordPiece::WordPiece(const WordPieceVocabulary& vocabulary) {
    const auto tables = std::make_shared<Tables>();
    tables->tokens = vocabulary.tokens;
    tables->rule = vocabulary.rule;
    tables->prefix = vocabulary.prefix;
    require_input(vocabulary.longest_word > 0 && vocabulary.longest_word <= kLongestWordpieceWord,
                  "{}: words of at most {} characters; 1 to {} can be", vocabulary.name,
                  vocabulary.longest_word, kLongestWordpieceWord);
    tables->longest_word = vocabulary.longest_word;
    for (int id = 0; id < static_cast<int>(tables->tokens.size()); ++id)
        tables->add(id, vocabulary.name);
    const auto& tokens = tables->tokens;
    const auto unknown = std::find(tokens.begin(), tokens.end(), vocabulary.unknown);
    if (vocabulary.unknown.empty() || unknown == tokens.end())
        throw InputError(fmt::format("{}: has no token \"{}\" for unknown words", vocabulary.name,
                                     shown_token(vocabulary.unknown)));
    tables->unknown = static_cast<int>(unknown - tokens.begin());
    tables_ = tables;
}

void WordPiece::encode(std::string_view utf8, std::vector<int>& ids) const {
    require_utf8(utf8);
    const std::string text = bert_text(utf8, tables_->rule);
    for_each_bert_word(text, [&](std::string_view word) { tables_->encode_word(word, ids); });
}

void WordPiece::append_word(std::string_view token, std::string& text) const {
    const std::string& prefix = tables_->prefix;
    const bool is_glued = token == "." || token == "?" || token == "!" || token == ",";
    if (text.empty()) {
        text += token;
    } else if (!prefix.empty() && token.starts_with(prefix)) {
        text += token.substr(prefix.size());
    } else {
        if (!is_glued) text += ' ';
        text += token;
    }
}

const BertTextRule& WordPiece::rule() const { return tables_->rule; }

int WordPiece::vocabulary_size() const { return static_cast<int>(tables_->tokens.size()); }

const std::string& WordPiece::token(int id) const {
    require(id >= 0 && id < vocabulary_size(), "token {} of a vocabulary of {}", id,
            vocabulary_size());
    return tables_->tokens[id];
}

}  // namespace book
