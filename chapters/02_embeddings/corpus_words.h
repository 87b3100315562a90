// The corpus of chapter 02 as lists of word numbers.
#pragma once

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/random.h"
#include "tensor/ops.h"
#include "text/utf8.h"
#include "text/words.h"

namespace chapter_02 {
using namespace book;

using Numbers = std::vector<double>;
using Words = std::vector<std::string>;

// Sentences as numbers of words; the words are in alphabetical order.
struct Text {
    Words words;
    std::vector<std::vector<int>> sentences;
    std::unordered_map<std::string, int> id_of;

    int size() const { return static_cast<int>(words.size()); }
    int find(const std::string& word) const {
        const auto at = id_of.find(word);
        if (at == id_of.end()) return -1;
        return at->second;
    }
    const std::string& word(int id) const { return words[static_cast<std::size_t>(id)]; }
};

// One sentence more; a word that is new gets the next number.
inline void add_sentence(Text& text, const std::string& line) {
    std::vector<int>& ids = text.sentences.emplace_back();
    const std::string low = to_lower(line);
    for (std::string_view piece : split_pieces(low)) {
        if (piece.front() == ' ') piece.remove_prefix(1);
        if (piece == "?") continue;
        const auto [at, is_new] = text.id_of.emplace(std::string(piece), text.size());
        if (is_new) text.words.emplace_back(piece);
        ids.push_back(at->second);
    }
}

// Numbers the words anew, in alphabetical order.
inline void sort_words(Text& text) {
    Words sorted = text.words;
    std::sort(sorted.begin(), sorted.end());

    std::vector<int> new_id(sorted.size());  // by the old one
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        int& id = text.id_of[sorted[i]];
        new_id[static_cast<std::size_t>(id)] = static_cast<int>(i);
        id = static_cast<int>(i);
    }

    text.words = sorted;
    for (auto& sentence : text.sentences) {
        for (int& id : sentence) id = new_id[static_cast<std::size_t>(id)];
    }
}

// All in lower case, without question marks: *The* and *the* are one word here.
inline Text text_of(const Words& lines) {
    Text text;
    for (const std::string& line : lines) add_sentence(text, line);
    sort_words(text);
    return text;
}

// The numbers of a sentence's words, all of which are known.
inline std::vector<int> ids_of(std::string_view sentence, const Text& text) {
    std::vector<int> ids;
    for (std::string_view word : split_words(sentence)) {
        ids.push_back(text.find(std::string(word)));
    }
    return ids;
}

// The same words as often, but each anywhere.
inline Text shuffled(const Text& text, Rng& rng) {
    std::vector<int> all;
    for (const auto& sentence : text.sentences) {
        all.insert(all.end(), sentence.begin(), sentence.end());
    }
    rng.shuffle(all);

    Text mixed = text;
    auto next = all.begin();
    for (auto& sentence : mixed.sentences) {
        for (int& id : sentence) {
            id = *next;
            ++next;
        }
    }
    return mixed;
}

}  // namespace chapter_02
