#include "language/model_text.h"

#include <algorithm>
#include <utility>

#include "core/require.h"
#include "text/batch.h"
#include "text/utf8.h"

namespace book {
namespace {

constexpr std::string_view kLineEnd = "\n";

// What the words of both kinds have in common.
using Cutter = std::variant<Tokenizer, Bpe>;

std::vector<int> ends_of(const Tokenizer& tokenizer) {
    std::vector<int> ends;
    const auto add = [&](std::optional<int> id) {
        if (id && std::find(ends.begin(), ends.end(), *id) == ends.end()) ends.push_back(*id);
    };
    add(tokenizer.end());
    add(tokenizer.end_of_turn());
    add(tokenizer.id_of_added("<|endoftext|>"));
    for (const int id : tokenizer.more_ends()) add(id);
    return ends;
}

}  // namespace

struct ModelText::Tables {
    Cutter cutter;
    bool lowercase = false;
    std::vector<int> ends;
    std::optional<int> begin;
    std::optional<ChatTemplate> chat;
    std::string no_chat;  // why there is none
    std::size_t most_bytes = 1;

    const Tokenizer* tokenizer() const { return std::get_if<Tokenizer>(&cutter); }
    const Bpe& bpe() const { return std::get<Bpe>(cutter); }
};

ModelText::ModelText(Tokenizer tokenizer) {
    Tables tables{std::move(tokenizer), false, {}, {}, {}, {}};
    const Tokenizer& made = *tables.tokenizer();
    tables.most_bytes = made.most_bytes();
    tables.ends = ends_of(made);
    tables.begin = made.begin();
    if (!made.chat_template()) {
        tables.no_chat = "it brings no chat template, so it is no model for conversations";
    } else {
        try {
            tables.chat = ChatTemplate::from_jinja(*made.chat_template());
        } catch (const InputError& error) {
            tables.no_chat = error.what();
        }
    }
    tables_ = std::make_shared<const Tables>(std::move(tables));
}

ModelText::ModelText(Bpe bpe, bool lowercase) {
    Tables tables{std::move(bpe), lowercase, {kEnd}, kEnd, {}, {}};
    tables.no_chat = "the book's own models continue texts, and hold no conversations";
    for (int id = 0; id < tables.bpe().vocabulary_size(); ++id)
        tables.most_bytes = std::max(tables.most_bytes, tables.bpe().bytes(id).size());
    constexpr std::size_t kLargestToSmall =
        3;  // U+212A has three bytes, and its small letter, k, one
    if (lowercase) tables.most_bytes *= kLargestToSmall;
    tables_ = std::make_shared<const Tables>(std::move(tables));
}

std::vector<int> ModelText::encode(std::string_view utf8, SpecialTokens special) const {
    if (const Tokenizer* const tokenizer = tables_->tokenizer())
        return tokenizer->encode(utf8, special);
    require_utf8(utf8);
    const std::string text = tables_->lowercase ? to_lower(utf8) : std::string(utf8);
    std::vector<int> ids;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::vector<int> line =
            tables_->bpe().encode(std::string_view(text).substr(begin, end - begin));
        ids.insert(ids.end(), line.begin(), line.end());
        if (end < text.size()) ids.push_back(kEnd);
        begin = end + 1;
    }
    return ids;
}

std::string_view ModelText::bytes(int id) const {
    require(id >= 0, "ModelText: token {}", id);
    if (id >= vocabulary_size()) return {};
    if (const Tokenizer* const tokenizer = tables_->tokenizer()) return tokenizer->bytes(id);
    if (id == kEnd) return kLineEnd;
    if (id == kBegin) return {};
    return tables_->bpe().bytes(id);
}

std::string ModelText::decode(std::span<const int> ids) const {
    if (const Tokenizer* const tokenizer = tables_->tokenizer()) {
        std::vector<int> known;  // WordPiece puts words together, so it has to see them all
        for (const int id : ids)
            if (id < vocabulary_size()) known.push_back(id);
        return tokenizer->decode(known);
    }
    std::string text;
    for (const int id : ids) text += bytes(id);
    return text;
}

std::string ModelText::piece(int id) const { return printable_piece(bytes(id)); }

int ModelText::vocabulary_size() const {
    return std::visit([](const auto& cutter) { return cutter.vocabulary_size(); }, tables_->cutter);
}

std::size_t ModelText::most_bytes() const { return tables_->most_bytes; }
std::optional<int> ModelText::begin() const { return tables_->begin; }
const std::vector<int>& ModelText::ends() const { return tables_->ends; }
const std::optional<ChatTemplate>& ModelText::chat() const { return tables_->chat; }

std::vector<int> ModelText::chat_ids(std::span<const ChatMessage> messages) const {
    require_input(tables_->chat.has_value(), "{}", tables_->no_chat);
    return tables_->chat->ids(*tables_->tokenizer(), messages, true, SpecialTokens::as_text);
}

}  // namespace book
