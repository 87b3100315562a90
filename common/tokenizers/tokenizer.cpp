#include "tokenizers/tokenizer.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "core/require.h"
#include "text/bpe.h"
#include "text/utf8.h"
#include "tokenizers/byte_alphabet.h"

namespace book {
namespace {

constexpr std::size_t kLongestName = 1000;

int size_of(const std::variant<ByteLevelBpe, WordPiece>& words) {
    return std::visit([](const auto& kind) { return kind.vocabulary_size(); }, words);
}

}  // namespace

struct Tokenizer::Tables {
    TokenizerParts parts;  // `added` sorted by id
    int size = 0;
    std::map<std::string_view, int> ids_of_added;

    // What is looked for, one after the other: all of them, or without the special ones.
    std::vector<AddedTokens> recognised, as_text;

    explicit Tables(TokenizerParts given) : parts(std::move(given)), size(size_of(parts.words)) {
        std::sort(parts.added.begin(), parts.added.end(),
                  [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
        for (const AddedToken& token : parts.added) add(token);
        for (int id : parts.before) require_token(id);
        for (int id : parts.behind) require_token(id);
        if (parts.begin) require_token(*parts.begin);
        if (parts.end) require_token(*parts.end);
        for (int id : parts.more_ends) require_token(id);
        for (bool in_second_pass : {false, true}) {
            recognised.push_back(looked_for(in_second_pass, true));
            as_text.push_back(looked_for(in_second_pass, false));
        }
    }

    // nullptr if this is no added token.
    const AddedToken* find_added(int id) const {
        const auto entry =
            std::lower_bound(parts.added.begin(), parts.added.end(), id,
                             [](const AddedToken& token, int i) { return token.id < i; });
        return entry != parts.added.end() && entry->id == id ? &*entry : nullptr;
    }

    // Between what the first pass finds, the next one looks, and what none has found are words.
    void append(std::string_view text, std::span<const AddedTokens> passes,
                std::vector<int>& ids) const {
        if (passes.empty()) {
            std::visit([&](const auto& words) { words.encode(text, ids); }, parts.words);
            return;
        }
        passes.front().cut(
            text, [&](std::string_view between) { append(between, passes.subspan(1), ids); },
            [&](const AddedToken& token) { ids.push_back(token.id); });
    }

  private:
    void add(const AddedToken& token) {
        const std::string shown = shown_token(token.text);
        require_input(!token.text.empty() && token.text.size() <= kLongestName,
                      "{}: the added token {} has {} bytes; it can have 1 to {}", parts.name,
                      token.id, token.text.size(), kLongestName);
        require_input(ids_of_added.emplace(token.text, token.id).second,
                      "{}: the added token \"{}\" stands there twice", parts.name, shown);
        // They are sorted: one behind the vocabulary makes it longer by one.
        require_input(token.id >= 0 && token.id <= size,
                      "{}: the added token \"{}\" has the id {}, and there are only {} before it",
                      parts.name, shown, token.id, size);
        const bool is_taken = &token != &parts.added.front() && (&token - 1)->id == token.id;
        require_input(!is_taken, "{}: the id {} belongs to two added tokens", parts.name, token.id);
        size = std::max(size, token.id + 1);
    }

    void require_token(int id) const {
        require_input(id >= 0 && id < size, "{}: {} is no token of a vocabulary of {}", parts.name,
                      id, size);
    }

    AddedTokens looked_for(bool in_second_pass, bool special_too) const {
        std::vector<AddedToken> tokens;
        for (const AddedToken& token : parts.added)
            if (token.in_second_pass == in_second_pass && (special_too || !token.special))
                tokens.push_back(token);
        return AddedTokens(std::move(tokens));
    }
};

Tokenizer::Tokenizer(TokenizerParts parts)
    : tables_(std::make_shared<const Tables>(std::move(parts))) {}

Tokenizer::Tokenizer(const Gpt2Tokenizer& gpt2)
    : Tokenizer(TokenizerParts{"GPT-2", gpt2.bpe(), {}, {}, {}, {}, {}, {}}) {}

std::vector<int> Tokenizer::encode(std::string_view utf8, SpecialTokens special) const {
    std::vector<int> ids = tables_->parts.before;
    append(utf8, special, ids);
    const std::vector<int>& behind = tables_->parts.behind;
    ids.insert(ids.end(), behind.begin(), behind.end());
    return ids;
}

void Tokenizer::append(std::string_view utf8, SpecialTokens special, std::vector<int>& ids) const {
    require_utf8(utf8);  // here, for then the byte is counted from the beginning of the text
    const bool recognised = special == SpecialTokens::recognised;
    tables_->append(utf8, recognised ? tables_->recognised : tables_->as_text, ids);
}

std::string Tokenizer::decode(std::span<const int> ids) const {
    std::string text;
    const auto* const words = std::get_if<WordPiece>(&tables_->parts.words);
    for (int id : ids) {
        if (words != nullptr)
            words->append_word(bytes(id), text);
        else
            text += bytes(id);
    }
    return text;
}

const std::string& Tokenizer::bytes(int id) const {
    if (const AddedToken* const token = tables_->find_added(id)) return token->text;
    if (const auto* const words = std::get_if<WordPiece>(&tables_->parts.words))
        return words->token(id);
    return std::get<ByteLevelBpe>(tables_->parts.words).bytes(id);
}

std::string Tokenizer::piece(int id) const { return printable_piece(bytes(id)); }

int Tokenizer::vocabulary_size() const { return tables_->size; }

std::optional<int> Tokenizer::id_of_added(std::string_view text) const {
    const auto entry = tables_->ids_of_added.find(text);
    if (entry == tables_->ids_of_added.end()) return std::nullopt;
    return entry->second;
}

std::optional<int> Tokenizer::begin() const { return tables_->parts.begin; }
std::optional<int> Tokenizer::end() const { return tables_->parts.end; }
std::optional<int> Tokenizer::end_of_turn() const { return id_of_added("<|im_end|>"); }

const std::vector<int>& Tokenizer::more_ends() const { return tables_->parts.more_ends; }

std::size_t Tokenizer::most_bytes() const {
    if (std::holds_alternative<WordPiece>(tables_->parts.words))
        return std::numeric_limits<std::size_t>::max();
    std::size_t most = 1;
    for (int id = 0; id < vocabulary_size(); ++id) most = std::max(most, bytes(id).size());
    return most;
}

const std::optional<std::string>& Tokenizer::chat_template() const {
    return tables_->parts.chat_template;
}

}  // namespace book
