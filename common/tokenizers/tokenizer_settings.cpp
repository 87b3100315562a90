#include "tokenizers/tokenizer_settings.h"

#include <algorithm>
#include <utility>

#include "core/read_number.h"
#include "core/require.h"
#include "tokenizers/byte_alphabet.h"

namespace book {
namespace {

void require_flag(const JsonItem& settings, const char* name, bool right) {
    if (const auto item = settings.find(name); item && item->yes_or_no() != right)
        item->refuse(fmt::format("is {}, and tokenizer.json says {}", !right, right));
}

void require_added(const std::string& number, const JsonItem& item,
                   const std::vector<AddedToken>& added) {
    int id = -1;
    if (read_whole_number(number, id) != std::errc()) item.refuse("is named by no id");
    const std::string& text = item["content"].text();
    for (const char* name : {"single_word", "lstrip", "rstrip"})
        if (item.yes_or(name, false))
            item.refuse(fmt::format("'{}' is true, which is not known here", name));
    const bool is_there = std::any_of(added.begin(), added.end(), [&](const AddedToken& token) {
        return token.id == id && token.text == text;
    });
    if (!is_there)
        item.refuse(fmt::format("\"{}\" is no special token of the vocabulary beside it",
                                shown_token(text)));
}

}  // namespace

void require_class(const JsonItem& settings, std::initializer_list<const char*> classes) {
    const auto item = settings.find("tokenizer_class");
    if (!item) return;
    const std::string& found = item->text();
    const bool is_known = std::any_of(classes.begin(), classes.end(), [&](const std::string& name) {
        return found == name || found == name + "Fast";
    });
    if (!is_known)
        item->refuse(fmt::format("is \"{}\", which is not known here without a tokenizer.json",
                                 shown_token(found)));
}

void refuse_other_words(const JsonItem& settings) {
    for (const char* name : {"word_tokenizer_type", "subword_tokenizer_type"})
        if (const auto item = settings.find(name)) item->refuse("is not known here");
    if (const auto never = settings.find("never_split"); never && never->size() != 0)
        never->refuse("is not known here");
    if (const auto item = settings.find("do_subword_tokenize"); item && !item->yes_or_no())
        item->refuse("is false, which is not known here");
}

void require_names_of_bert(const JsonItem& settings) {
    constexpr std::pair<const char*, const char*> kNames[] = {{"pad_token", "[PAD]"},
                                                              {"unk_token", "[UNK]"},
                                                              {"cls_token", "[CLS]"},
                                                              {"sep_token", "[SEP]"},
                                                              {"mask_token", "[MASK]"}};
    for (const auto& [name, usual] : kNames)
        if (const auto item = settings.find(name)) {
            const std::string& text = item->is_text() ? item->text() : (*item)["content"].text();
            if (text != usual)
                item->refuse(
                    fmt::format("is \"{}\", and only {} is known here without a tokenizer.json",
                                shown_token(text), usual));
        }
}

void require_same_text(const JsonItem& settings, const TokenizerParts& parts) {
    if (const auto* const words = std::get_if<WordPiece>(&parts.words)) {
        const BertTextRule& rule = words->rule();
        require_flag(settings, "do_lower_case", rule.lowercase);
        require_flag(settings, "strip_accents", rule.strip_accents);
        require_flag(settings, "tokenize_chinese_chars", rule.chinese_apart);
        return;
    }
    // Byte-level: tokenizer.json was refused if it has one of these.
    for (const char* name : {"do_lower_case", "add_prefix_space"})
        require_flag(settings, name, false);
    if (parts.before.empty()) require_flag(settings, "add_bos_token", false);
    if (parts.behind.empty()) require_flag(settings, "add_eos_token", false);
}

void require_same_added(const JsonItem& settings, const TokenizerParts& parts) {
    if (settings.yes_or("split_special_tokens", false))
        settings.refuse("'split_special_tokens' is true, which is not known here");
    if (const auto added = settings.find("added_tokens_decoder"))
        added->for_each_member([&](const std::string& id, const JsonItem& item) {
            require_added(id, item, parts.added);
        });
}

}  // namespace book
