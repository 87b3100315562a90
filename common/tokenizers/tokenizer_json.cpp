#include "tokenizers/tokenizer_json.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "core/require.h"
#include "tokenizers/byte_alphabet.h"
#include "tokenizers/json_item.h"

namespace book {
namespace {

constexpr int kMostTokens = 1 << 24;
constexpr int kMostAround = 16;  // tokens that are put around a text

// As the files write it.
constexpr const char* kPattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

std::string type_of(const JsonItem& item) { return item["type"].text(); }

[[noreturn]] void refuse_type(const JsonItem& item) {
    item.refuse(fmt::format("\"{}\" is not known here", shown_token(type_of(item))));
}

// A switch that must have the value that is built in.
void require_switch(const JsonItem& item, const char* name, bool known, bool default_value) {
    if (item.yes_or(name, default_value) != known)
        item.refuse(fmt::format("'{}' is {}, which is not known here", name, !known));
}

void require_no_text(const JsonItem& item, const char* name) {
    if (!item.text_or(name, "").empty())
        item.refuse(fmt::format("'{}' is not empty, which is not known here", name));
}

std::vector<AddedToken> read_added_tokens(const JsonItem& root) {
    std::vector<AddedToken> tokens;
    const std::optional<JsonItem> list = root.find("added_tokens");
    if (!list) return tokens;
    list->for_each([&](const JsonItem& item) {
        for (const char* name : {"single_word", "lstrip", "rstrip"})
            require_switch(item, name, false, false);
        const bool special = item.yes_or("special", false);
        tokens.push_back({item["id"].whole(0, kMostTokens), item["content"].text(), special,
                          item.yes_or("normalized", !special)});
    });
    return tokens;
}

// ---- the vocabulary -----------------------------------------------------------------------------

// Tokens by id; "" for those that only `added` has.
std::vector<std::string> read_tokens(const JsonItem& vocabulary,
                                     const std::vector<AddedToken>& added) {
    std::vector<std::string> tokens(vocabulary.size());
    const int most = static_cast<int>(std::min<std::size_t>(vocabulary.size() + added.size(),
                                                            static_cast<std::size_t>(kMostTokens)));
    vocabulary.for_each_member([&](const std::string& token, const JsonItem& item) {
        const auto id = static_cast<std::size_t>(item.whole(0, most - 1));
        if (token.empty()) item.refuse("a token without a text");
        if (id >= tokens.size()) tokens.resize(id + 1);
        if (!tokens[id].empty())
            item.refuse(
                fmt::format("the id {} belongs to \"{}\", too", id, shown_token(tokens[id])));
        tokens[id] = token;
    });
    return tokens;
}

// An added token that the vocabulary has must have the same id there; and every id must have a token.
void check_added(const JsonItem& root, const std::vector<std::string>& tokens,
                 const std::vector<AddedToken>& added) {
    std::unordered_map<std::string_view, int> ids;
    for (const std::string& token : tokens)
        ids.emplace(token, static_cast<int>(&token - tokens.data()));
    std::vector<bool> is_added(tokens.size());
    for (const AddedToken& token : added) {
        const std::string shown = shown_token(token.text);
        const auto entry = ids.find(token.text);
        if (entry != ids.end() && entry->second != token.id && !token.text.empty())
            root.refuse(fmt::format("added_tokens: \"{}\" has the id {}, and {} in the vocabulary",
                                    shown, token.id, entry->second));
        const auto id = static_cast<std::size_t>(token.id);
        if (id >= tokens.size()) continue;
        if (!tokens[id].empty() && tokens[id] != token.text)
            root.refuse(fmt::format("added_tokens: \"{}\" has the id {} of \"{}\"", shown, token.id,
                                    shown_token(tokens[id])));
        is_added[id] = true;
    }
    for (std::size_t id = 0; id < tokens.size(); ++id)
        if (tokens[id].empty() && !is_added[id])
            root.refuse(fmt::format("the id {} has no token", id));
}

// ---- byte-level BPE -----------------------------------------------------------------------------

// The steps of a pre_tokenizer, one by one.
void for_each_step(const JsonItem& item, const std::function<void(const JsonItem&)>& use) {
    if (type_of(item) == "Sequence")
        item["pretokenizers"].for_each(use);
    else
        use(item);
}

// What is cut: digits, then GPT-2's pattern, then bytes; each at most once, in this order.
PieceRule read_piece_rule(const JsonItem& root) {
    PieceRule rule;
    rule.spaces = PieceRule::Spaces::unicode;
    bool has_pattern = false;
    bool has_bytes = false;
    for_each_step(root["pre_tokenizer"], [&](const JsonItem& step) {
        const std::string type = type_of(step);
        if (has_bytes) step.refuse("nothing can follow ByteLevel here");
        if (type == "Digits") {
            require_switch(step, "individual_digits", true, false);
            if (has_pattern) step.refuse("Digits behind the pattern are not known here");
            rule.digits_alone = true;
        } else if (type == "Split") {
            const JsonItem regex = step["pattern"]["Regex"];
            if (regex.text() != kPattern) regex.refuse("a pattern that is not GPT-2's");
            if (step["behavior"].text() != "Isolated" || has_pattern)
                step.refuse("a Split that is not known here");
            require_switch(step, "invert", false, false);
            has_pattern = true;
        } else if (type == "ByteLevel") {
            require_switch(step, "add_prefix_space", false, true);
            require_switch(step, "use_regex", !has_pattern, true);
            has_bytes = true;
        } else {
            refuse_type(step);
        }
    });
    if (!has_bytes) root.refuse("pre_tokenizer: without ByteLevel, which is not known here");
    return rule;
}

std::vector<std::string> read_merges(const JsonItem& list) {
    std::vector<std::string> merges;
    merges.reserve(list.size());
    list.for_each([&](const JsonItem& item) {
        if (item.is_text()) {
            merges.push_back(item.text());
            return;
        }
        std::vector<std::string> sides;
        item.for_each([&](const JsonItem& side) { sides.push_back(side.text()); });
        if (sides.size() != 2) item.refuse("this should be two tokens");
        merges.push_back(sides[0] + " " + sides[1]);
    });
    return merges;
}

// The id that bytes without a token get; -1 for none.
int read_unknown(const JsonItem& model, const std::vector<std::string>& tokens) {
    const std::string name = model.text_or("unk_token", "");
    if (name.empty()) return -1;
    require_switch(model, "fuse_unk", false, false);
    const auto token = std::find(tokens.begin(), tokens.end(), name);
    if (token == tokens.end())
        model.refuse(fmt::format("unk_token: \"{}\" is not in the vocabulary", shown_token(name)));
    return static_cast<int>(token - tokens.begin());
}

ByteLevelBpe read_byte_level(const JsonItem& root, const JsonItem& model,
                             const std::vector<AddedToken>& added, const std::string& path) {
    if (root.find("normalizer")) root.refuse("normalizer: none is known beside BPE here");
    if (model.find("dropout")) model.refuse("'dropout' is not known here");
    require_no_text(model, "continuing_subword_prefix");
    require_no_text(model, "end_of_word_suffix");
    require_switch(model, "byte_fallback", false, false);
    require_switch(model, "ignore_merges", false, false);

    ByteLevelVocabulary vocabulary;
    vocabulary.name = path;
    vocabulary.tokens = read_tokens(model["vocab"], added);
    check_added(root, vocabulary.tokens, added);
    vocabulary.unknown = read_unknown(model, vocabulary.tokens);
    vocabulary.merges = read_merges(model["merges"]);
    vocabulary.rule = read_piece_rule(root);
    clear_foreign_names(vocabulary.tokens, added);
    return ByteLevelBpe(vocabulary);
}

// ---- WordPiece ----------------------------------------------------------------------------------

BertTextRule read_text_rule(const JsonItem& root) {
    const std::optional<JsonItem> normalizer = root.find("normalizer");
    if (!normalizer) return {false, false, false, false};
    if (type_of(*normalizer) != "BertNormalizer") refuse_type(*normalizer);
    BertTextRule rule;
    rule.clean = normalizer->yes_or("clean_text", true);
    rule.chinese_apart = normalizer->yes_or("handle_chinese_chars", true);
    rule.lowercase = normalizer->yes_or("lowercase", true);
    rule.strip_accents = normalizer->yes_or("strip_accents", rule.lowercase);  // null: as lowercase
    return rule;
}

WordPiece read_wordpiece(const JsonItem& root, const JsonItem& model,
                         const std::vector<AddedToken>& added, const std::string& path) {
    const JsonItem pieces = root["pre_tokenizer"];
    if (type_of(pieces) != "BertPreTokenizer") refuse_type(pieces);
    WordPieceVocabulary vocabulary;
    vocabulary.name = path;
    vocabulary.rule = read_text_rule(root);
    for (const AddedToken& token : added)
        if (token.in_second_pass && vocabulary.rule != BertTextRule{false, false, false, false})
            root.refuse(fmt::format("added_tokens: \"{}\" is 'normalized', which is not known here",
                                    shown_token(token.text)));
    vocabulary.tokens = read_tokens(model["vocab"], added);
    check_added(root, vocabulary.tokens, added);
    vocabulary.unknown = model.text_or("unk_token", "[UNK]");
    vocabulary.prefix = model.text_or("continuing_subword_prefix", "##");
    if (const auto longest = model.find("max_input_chars_per_word"))
        vocabulary.longest_word = longest->whole(1, kLongestWordpieceWord);
    return WordPiece(vocabulary);
}

// ---- around a text ------------------------------------------------------------------------------

void add_ids(const JsonItem& ids, std::vector<int>& around) {
    ids.for_each([&](const JsonItem& id) { around.push_back(id.whole(0, kMostTokens)); });
    if (around.size() > kMostAround) ids.refuse(fmt::format("more than {} tokens", kMostAround));
}

// All tokens belong to the first of two texts: the one token type that is given to a model here.
void require_first_type(const JsonItem& piece) {
    if (const auto type = piece.find("type_id"); type && type->whole(0, kMostTokens) != 0)
        type->refuse("is not 0, which is not known here");
}

void read_template(const JsonItem& item, TokenizerParts& parts) {
    bool behind = false;
    item["single"].for_each([&](const JsonItem& piece) {
        if (const auto special = piece.find("SpecialToken")) {
            require_first_type(*special);
            const JsonItem tokens = item["special_tokens"][(*special)["id"].text().c_str()];
            add_ids(tokens["ids"], behind ? parts.behind : parts.before);
        } else {
            if (piece["Sequence"]["id"].text() != "A" || behind)
                piece.refuse("one text was expected, A");
            require_first_type(piece["Sequence"]);
            behind = true;
        }
    });
    if (!behind) item.refuse("a template without a text");
}

void read_post_processor(const JsonItem& item, TokenizerParts& parts) {
    const std::string type = type_of(item);
    if (type == "Sequence") {
        item["processors"].for_each(
            [&](const JsonItem& step) { read_post_processor(step, parts); });
    } else if (type == "ByteLevel") {
        return;  // which changes where tokens lie in the text, and not their ids
    } else if (!parts.before.empty() || !parts.behind.empty()) {
        item.refuse("a second one that puts tokens around a text is not known here");
    } else if (type == "TemplateProcessing") {
        read_template(item, parts);
    } else if (type == "BertProcessing") {
        const auto id_of = [&](const char* name) {  // ["[SEP]", 102]
            int id = -1;
            item[name].for_each([&](const JsonItem& part) {
                if (!part.is_text()) id = part.whole(0, kMostTokens);
            });
            if (id < 0) item.refuse(fmt::format("'{}' has no id", name));
            return id;
        };
        parts.before = {id_of("cls")};
        parts.behind = {id_of("sep")};
    } else {
        refuse_type(item);
    }
}

// Old files do not say it.
std::string type_of_model(const JsonItem& model) {
    return model.text_or("type", model.find("merges") ? "BPE" : "");
}

}  // namespace

TokenizerParts read_tokenizer_json(const std::string& path) {
    const JsonItem root = JsonItem::read(path);
    const JsonItem model = root["model"];
    std::vector<AddedToken> added = read_added_tokens(root);
    const std::string type = type_of_model(model);
    const auto words = [&]() -> std::variant<ByteLevelBpe, WordPiece> {
        if (type == "BPE") return read_byte_level(root, model, added, path);
        if (type == "WordPiece") return read_wordpiece(root, model, added, path);
        model.refuse(fmt::format("the type \"{}\" is not known here; BPE and WordPiece are",
                                 shown_token(type)));
    };
    TokenizerParts parts{path, words(), {}, {}, {}, {}, {}, {}};
    parts.added = std::move(added);
    if (const auto processor = root.find("post_processor")) read_post_processor(*processor, parts);
    return parts;
}

}  // namespace book
