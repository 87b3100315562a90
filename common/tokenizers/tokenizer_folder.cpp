// load_tokenizer: which of a folder's files make its tokenizer.
#include <algorithm>
#include <array>
#include <utility>

#include "core/require.h"
#include "host/files.h"
#include "text/lines.h"
#include "text/utf8.h"
#include "tokenizers/byte_alphabet.h"
#include "tokenizers/gpt2_tables.h"
#include "tokenizers/json_item.h"
#include "tokenizers/tokenizer.h"
#include "tokenizers/tokenizer_json.h"
#include "tokenizers/tokenizer_settings.h"

namespace book {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestVocabulary = std::size_t{64} << 20;
constexpr std::size_t kLargestTemplate = std::size_t{1} << 20;

bool has(const fs::path& folder, const char* name) {
    if (!is_there(folder / name)) return false;
    require_ordinary_file(folder / name);
    return true;
}

std::optional<JsonItem> settings_in(const fs::path& folder, const char* name) {
    if (!has(folder, name)) return std::nullopt;
    return JsonItem::read((folder / name).string());
}

// A class that cuts in another way would have a tokenizer.json that says so, or is not known here.
void require_plain_use(const fs::path& folder, std::initializer_list<const char*> classes) {
    for (const char* name : {"tokenizer_config.json", "config.json"})
        if (const auto settings = settings_in(folder, name)) {
            require_class(*settings, classes);
            refuse_other_words(*settings);
        }
    require_input(!has(folder, "added_tokens.json"),
                  "{}: added tokens are read from a tokenizer.json only, which is missing",
                  (folder / "added_tokens.json").string());
}

// ---- BERT: vocab.txt ----------------------------------------------------------------------------

std::vector<std::string> read_vocabulary_lines(const std::string& path) {
    std::vector<std::string> tokens = read_lines(path, kLargestVocabulary);
    for (std::string& token : tokens) token.resize(trim_right(token).size());
    while (tokens.size() > 1 && tokens.back().empty()) tokens.pop_back();
    const auto empty = std::find(tokens.begin(), tokens.end(), "");
    require_input(empty == tokens.end(), "{}:{}: an empty line, where a token should be", path,
                  empty - tokens.begin() + 1);
    return tokens;
}

TokenizerParts read_vocab_txt(const fs::path& folder) {
    require_plain_use(folder, {"BertTokenizer", "DistilBertTokenizer"});
    for (const char* name : {"tokenizer_config.json", "special_tokens_map.json"})
        if (const auto settings = settings_in(folder, name)) require_names_of_bert(*settings);
    WordPieceVocabulary vocabulary;
    vocabulary.name = (folder / "vocab.txt").string();
    vocabulary.tokens = read_vocabulary_lines(vocabulary.name);
    if (const auto settings = settings_in(folder, "tokenizer_config.json")) {
        vocabulary.rule.lowercase = settings->yes_or("do_lower_case", true);
        vocabulary.rule.strip_accents =
            settings->yes_or("strip_accents", vocabulary.rule.lowercase);
        vocabulary.rule.chinese_apart = settings->yes_or("tokenize_chinese_chars", true);
        if (!settings->yes_or("do_basic_tokenize", true))
            settings->refuse("'do_basic_tokenize' is false, which is not known here");
    }
    TokenizerParts parts{vocabulary.name, WordPiece(vocabulary), {}, {}, {}, {}, {}, {}};
    const auto& tokens = vocabulary.tokens;
    for (const char* name : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) {
        const auto token = std::find(tokens.begin(), tokens.end(), name);
        if (token == tokens.end()) continue;
        const int id = static_cast<int>(token - tokens.begin());
        parts.added.push_back({id, name});
        if (parts.added.back().text == "[CLS]") parts.before = {id};
        if (parts.added.back().text == "[SEP]") parts.behind = {id};
    }
    require_input(!parts.before.empty() && !parts.behind.empty(),
                  "{}: has no [CLS] and [SEP] to put around a text", vocabulary.name);
    return parts;
}

// ---- GPT-2: vocab.json and merges.txt -----------------------------------------------------------

TokenizerParts read_gpt2_folder(const fs::path& folder) {
    const std::string vocabulary = (folder / "vocab.json").string();
    require_plain_use(folder, {"GPT2Tokenizer"});
    if (const auto settings = settings_in(folder, "tokenizer_config.json"))
        for (const char* name :
             {"add_prefix_space", "add_bos_token", "add_eos_token", "do_lower_case"})
            if (settings->yes_or(name, false))
                settings->refuse(fmt::format("'{}' is true, which is not known here", name));

    auto tables = std::make_shared<BytePairTables>(
        load_gpt2_tables((folder / "merges.txt").string(), vocabulary));
    tables->rule.spaces = PieceRule::Spaces::unicode;
    tables->order = MergeOrder::one_by_one;
    TokenizerParts parts{vocabulary, ByteLevelBpe(tables), {}, {}, {}, {}, {}, {}};
    constexpr const char* kEnd = "<|endoftext|>";
    const auto end = std::find(tables->bytes.begin(), tables->bytes.end(), kEnd);
    if (end != tables->bytes.end()) {
        const int id = static_cast<int>(end - tables->bytes.begin());
        parts.added = {{id, kEnd}};
        parts.begin = parts.end = id;
    }
    return parts;
}

// ---- first and last token, and the chat template ------------------------------------------------

// "<s>", or {"content": "<s>", ...}.
std::optional<int> named_token(const JsonItem& settings, const char* name,
                               const std::vector<AddedToken>& added) {
    const std::optional<JsonItem> item = settings.find(name);
    if (!item) return std::nullopt;
    const std::string text = item->is_text() ? item->text() : (*item)["content"].text();
    const auto token = std::find_if(added.begin(), added.end(),
                                    [&](const AddedToken& t) { return t.text == text; });
    if (token == added.end()) return std::nullopt;
    return token->id;
}

// 2, or [2, 7].
std::vector<int> numbered_tokens(const JsonItem& config, const char* name) {
    constexpr int kMost = 1 << 24;
    std::vector<int> ids;
    const std::optional<JsonItem> item = config.find(name);
    if (item && item->is_list())
        item->for_each([&](const JsonItem& one) { ids.push_back(one.whole(0, kMost)); });
    else if (item)
        ids = {item->whole(0, kMost)};
    return ids;
}

// A text, or a list of {"name": "default", "template": "..."}.
std::optional<std::string> chat_template_in(const JsonItem& settings) {
    const std::optional<JsonItem> item = settings.find("chat_template");
    if (!item) return std::nullopt;
    if (!item->is_list()) return item->text();
    std::optional<std::string> found;
    item->for_each([&](const JsonItem& one) {
        if (one["name"].text() == "default") found = one["template"].text();
    });
    return found;
}

void read_settings(const fs::path& folder, TokenizerParts& parts) {
    if (const auto settings = settings_in(folder, "tokenizer_config.json")) {
        if (const auto id = named_token(*settings, "bos_token", parts.added)) parts.begin = id;
        if (const auto id = named_token(*settings, "eos_token", parts.added)) parts.end = id;
        parts.chat_template = chat_template_in(*settings);
        if (has(folder, "tokenizer.json")) require_same_text(*settings, parts);
        require_same_added(*settings, parts);
    }
    if (const auto config = settings_in(folder, "config.json")) {
        const std::vector<int> begins = numbered_tokens(*config, "bos_token_id");
        const std::vector<int> ends = numbered_tokens(*config, "eos_token_id");
        if (!parts.begin && !begins.empty()) parts.begin = begins.front();
        if (!parts.end && !ends.empty()) parts.end = ends.front();
    }
    // Chat models have several: one ends a text, another one a turn.
    for (const char* name : {"config.json", "generation_config.json"})
        if (const auto config = settings_in(folder, name)) {
            const std::vector<int> ends = numbered_tokens(*config, "eos_token_id");
            parts.more_ends.insert(parts.more_ends.end(), ends.begin(), ends.end());
        }
    if (has(folder, "chat_template.jinja"))
        parts.chat_template =
            read_file((folder / "chat_template.jinja").string(), kLargestTemplate);
}

TokenizerParts read_folder(const fs::path& folder) {
    if (has(folder, "tokenizer.json"))
        return read_tokenizer_json((folder / "tokenizer.json").string());
    if (has(folder, "vocab.txt")) return read_vocab_txt(folder);
    if (has(folder, "vocab.json") && has(folder, "merges.txt")) return read_gpt2_folder(folder);
    throw InputError(fmt::format(
        "{}: has no tokenizer: no tokenizer.json, no vocab.txt, no vocab.json with merges.txt",
        folder.string()));
}

}  // namespace

Tokenizer load_tokenizer(const fs::path& folder) {
    std::error_code ignored;
    require_input(fs::is_directory(folder, ignored),
                  "{}: is no folder; a tokenizer is read from a folder as Hugging Face lays it out",
                  folder.string());
    TokenizerParts parts = read_folder(folder);
    read_settings(folder, parts);
    return Tokenizer(std::move(parts));
}

}  // namespace book
