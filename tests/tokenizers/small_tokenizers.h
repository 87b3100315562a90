// Tokenizers small enough to be made in a test, and the files that say the same.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "temporary_folder.h"
#include "tokenizers/mini_gpt2.h"
#include "tokenizers/tokenizer.h"

// A tokenizer.json in the manner of SmolLM2's: two special tokens, the bytes but for 4 and 6, merges. The
// ids: 0 <|im_start|>, 1 <|im_end|>, then the bytes, then what the merges make.
inline nlohmann::json small_byte_level_json(const MiniMerges& merges) {
    using nlohmann::json;
    json vocabulary{{"<|im_start|>", 0}, {"<|im_end|>", 1}};
    int id = 2;
    for (int b = 0; b < 256; ++b)
        if (b != 4 && b != 6)
            vocabulary[in_gpt2_alphabet(std::string(1, static_cast<char>(b)))] = id++;
    json lines = json::array();
    for (const auto& [left, right] : merges) {
        lines.push_back(in_gpt2_alphabet(left) + " " + in_gpt2_alphabet(right));
        const std::string both = in_gpt2_alphabet(left + right);
        if (!vocabulary.contains(both)) vocabulary[both] = id++;
    }
    const auto special = [](int number, const char* text) {
        return json{{"id", number},    {"content", text}, {"single_word", false}, {"lstrip", false},
                    {"rstrip", false}, {"special", true}, {"normalized", false}};
    };
    return {{"version", "1.0"},
            {"truncation", nullptr},
            {"padding", nullptr},
            {"added_tokens", {special(0, "<|im_start|>"), special(1, "<|im_end|>")}},
            {"normalizer", nullptr},
            {"pre_tokenizer",
             {{"type", "Sequence"},
              {"pretokenizers",
               {{{"type", "Digits"}, {"individual_digits", true}},
                {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", true}}}}}},
            {"post_processor", nullptr},
            {"decoder", {{"type", "ByteLevel"}}},
            {"model",
             {{"type", "BPE"},
              {"dropout", nullptr},
              {"unk_token", nullptr},
              {"fuse_unk", false},
              {"byte_fallback", false},
              {"vocab", vocabulary},
              {"merges", lines}}}};
}

inline const std::vector<std::string> kSmallWords = {
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un",   "##aff", "##able", "##a", "love",
    "i",     "dough", "##nut", "##s",   ".",      ",",    "!",     "'",      "愛",  "eleve",
    "1",     "##1",   "x",     "##x",   "ss",     "##ss", "σ",     "##ς",    "##σ", "$"};

// A tokenizer.json in the manner of MiniLM's.
inline nlohmann::json small_wordpiece_json() {
    using nlohmann::json;
    json vocabulary;
    for (std::size_t id = 0; id < kSmallWords.size(); ++id) vocabulary[kSmallWords[id]] = id;
    json added = json::array();
    for (int id = 0; id < 5; ++id)
        added.push_back({{"id", id},
                         {"content", kSmallWords[static_cast<std::size_t>(id)]},
                         {"special", true},
                         {"normalized", false}});
    const auto special = [](const char* name) { return json{{"SpecialToken", {{"id", name}}}}; };
    return {{"added_tokens", added},
            {"truncation", {{"max_length", 4}}},
            {"padding", {{"pad_id", 0}}},
            {"normalizer", {{"type", "BertNormalizer"}, {"strip_accents", nullptr}}},
            {"pre_tokenizer", {{"type", "BertPreTokenizer"}}},
            {"post_processor",
             {{"type", "TemplateProcessing"},
              {"single", {special("[CLS]"), {{"Sequence", {{"id", "A"}}}}, special("[SEP]")}},
              {"special_tokens", {{"[CLS]", {{"ids", {2}}}}, {"[SEP]", {{"ids", {3}}}}}}}},
            {"model",
             {{"type", "WordPiece"},
              {"unk_token", "[UNK]"},
              {"continuing_subword_prefix", "##"},
              {"max_input_chars_per_word", 100},
              {"vocab", vocabulary}}}};
}

// A folder with one or more files.
struct ModelFolder {
    TemporaryFolder folder;

    explicit ModelFolder(const nlohmann::json& tokenizer) {
        folder.write("tokenizer.json", tokenizer.dump());
    }
    ModelFolder() = default;
    book::Tokenizer load() const { return book::load_tokenizer(folder.path("")); }
};
