// Byte-pair encoding, written so that it can be read: everything is counted anew in every round.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/bpe.h"
#include "text/words.h"

namespace chapter_01 {
using namespace book;

using Tokens = std::vector<int>;  // ids

// clang-format off
// [naive]
using Pair = std::pair<int, int>;  // two neighbours
struct Word {
    Tokens tokens;  // at first its bytes
    long count;     // how often the text has it
};

inline std::map<Pair, long> count_pairs(const std::vector<Word>& words) {
    std::map<Pair, long> counts;
    for (const auto& [tokens, count] : words)
        for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
            counts[{tokens[i], tokens[i + 1]}] += count;
    return counts;
}

inline Tokens glue(const Tokens& tokens, Pair pair, int id) {
    Tokens glued;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool here = i + 1 < tokens.size() &&
                          Pair{tokens[i], tokens[i + 1]} == pair;
        glued.push_back(here ? id : tokens[i]);
        if (here) ++i;  // the right one is used up, too
    }
    return glued;
}
// [/naive]

// [learn]
struct Round {
    Merge merge;  // left and right became id; they stood together count times
    long left;    // tokens of the whole text, afterwards
};

inline long total(const std::vector<Word>& words) {
    long tokens = 0;
    for (const Word& word : words)
        tokens += word.count * static_cast<long>(word.tokens.size());
    return tokens;
}

inline std::vector<Round> learn(std::vector<Word>& words, int rounds) {
    const auto fewer = [](auto& a, auto& b) { return a.second < b.second; };
    std::vector<Round> learnt;
    for (int id = kFirstMerge; id < kFirstMerge + rounds; ++id) {
        const auto counts = count_pairs(words);
        const auto best =
            std::max_element(counts.begin(), counts.end(), fewer);
        if (best == counts.end() || best->second < 2) break;  // no pattern
        const auto [left, right] = best->first;
        for (Word& word : words)
            word.tokens = glue(word.tokens, {left, right}, id);
        learnt.push_back({{left, right, id, best->second}, total(words)});
    }
    return learnt;
}
// [/learn]

inline bool same_merge(const Round& r, const Merge& m) {
    return r.merge.left == m.left && r.merge.right == m.right &&
           r.merge.id == m.id && r.merge.count == m.count;
}

// [encode]
inline Tokens byte_tokens(std::string_view text) {
    Tokens tokens;
    for (char byte : text)
        tokens.push_back(kFirstByte + static_cast<unsigned char>(byte));
    return tokens;
}

inline Tokens encode(std::string_view piece,
                     const std::vector<Merge>& merges) {
    Tokens tokens = byte_tokens(piece);
    for (const Merge& m : merges)  // in the order in which they were learnt
        tokens = glue(tokens, {m.left, m.right}, m.id);
    return tokens;
}
// [/encode]

// [counted]
inline std::vector<Word> counted(const std::vector<std::string>& lines) {
    std::map<std::string_view, long> counts;
    for (const std::string& line : lines)
        for (std::string_view piece : split_pieces(line)) ++counts[piece];
    std::vector<Word> words;
    for (const auto& [piece, count] : counts)
        words.push_back({byte_tokens(piece), count});
    return words;
}
// [/counted]
// clang-format on

}  // namespace chapter_01
