// Tables in the form of GPT-2's, small enough to be made in a test: 256 bytes, and what the merges
// make of them. (GPT-2's own do not come with the book.)
#pragma once

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "temporary_folder.h"
#include "text/utf8.h"
#include "tokenizers/gpt2_tokenizer.h"

using MiniMerges = std::vector<std::pair<std::string, std::string>>;  // sides as bytes

// As GPT-2's encoder.py has it: what can be printed is itself, the rest is U+0100, U+0101, ...
inline std::string in_gpt2_alphabet(const std::string& bytes) {
    std::string written;
    for (char c : bytes) {
        const auto is_printable = [](int b) {
            return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xFF && b != 0xAD);
        };
        const int byte = static_cast<unsigned char>(c);
        char32_t sign = static_cast<char32_t>(byte);
        if (!is_printable(byte)) {
            sign = 0x100;
            for (int b = 0; b < byte; ++b) sign += is_printable(b) ? 0u : 1u;
        }
        book::append_utf8(written, sign);
    }
    return written;
}

struct MiniGpt2 {
    std::vector<std::string>
        tokens;  // by id: the bytes 0 to 255, what merges make, "<|endoftext|>"
    MiniMerges merges;
    TemporaryFolder folder;
    std::string merges_path, vocabulary_path;

    explicit MiniGpt2(MiniMerges given = {}) : merges(std::move(given)) {
        for (int b = 0; b < 256; ++b) tokens.emplace_back(1, static_cast<char>(b));
        for (const auto& [left, right] : merges)
            if (id_of(left + right) < 0) tokens.push_back(left + right);
        tokens.emplace_back("<|endoftext|>");
        merges_path = folder.write("vocab.bpe", merges_text());
        vocabulary_path = folder.write("encoder.json", vocabulary().dump());
    }

    int id_of(const std::string& token) const {
        const auto place = std::find(tokens.begin(), tokens.end(), token);
        return place == tokens.end() ? -1 : static_cast<int>(place - tokens.begin());
    }
    std::string merges_text() const {
        std::string text = "#version: 0.2\n";
        for (const auto& [left, right] : merges)
            text += in_gpt2_alphabet(left) + " " + in_gpt2_alphabet(right) + "\n";
        return text;
    }
    nlohmann::json vocabulary() const {
        nlohmann::json table = nlohmann::json::object();
        for (std::size_t id = 0; id < tokens.size(); ++id) table[in_gpt2_alphabet(tokens[id])] = id;
        return table;
    }
    book::Gpt2Tokenizer load() const {
        return book::Gpt2Tokenizer::load(merges_path, vocabulary_path);
    }
};

// The same text so many times, one behind the other.
inline std::string times(int n, const std::string& unit) {
    std::string text;
    for (int i = 0; i < n; ++i) text += unit;
    return text;
}
