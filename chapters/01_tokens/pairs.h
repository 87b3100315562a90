// Byte-pair encoding, written so that it can be read: everything is counted anew in every round.
#pragma once

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
// [count]
using Pair = std::pair<int, int>;  // two neighbours
struct Word {
    Tokens tokens;  // at first its bytes
    long count;     // how often the text has it
};

inline std::map<Pair, long> count_pairs(const std::vector<Word>& words) {
    std::map<Pair, long> counts;
    for (const auto& [tokens, count] : words) {
        for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
            const Pair pair{tokens[i], tokens[i + 1]};
            counts[pair] += count;
        }
    }
    return counts;
}
// [/count]

// [glue]
// Every such pair becomes the one token `id`.
inline Tokens glue(const Tokens& tokens, Pair pair, int id) {
    Tokens glued;
    std::size_t i = 0;
    while (i < tokens.size()) {
        const bool has_neighbour = i + 1 < tokens.size();
        if (has_neighbour && Pair{tokens[i], tokens[i + 1]} == pair) {
            glued.push_back(id);
            i += 2;  // the right one is used up, too
        } else {
            glued.push_back(tokens[i]);
            i += 1;
        }
    }
    return glued;
}
// [/glue]

// [round]
struct Round {
    Merge merge;     // its left and right became id, in count places
    long remaining;  // tokens of the whole text, afterwards
};

inline long total(const std::vector<Word>& words) {
    long tokens = 0;
    for (const Word& word : words) {
        tokens += word.count * static_cast<long>(word.tokens.size());
    }
    return tokens;
}
// [/round]

// [learn]
inline std::vector<Round> learn(std::vector<Word>& words, int rounds) {
    std::vector<Round> learnt;
    for (int id = kFirstMerge; id < kFirstMerge + rounds; ++id) {
        Pair best{};
        long most = 0;
        for (const auto& [pair, count] : count_pairs(words)) {
            if (count > most) {  // of equals the first pair stays
                best = pair;
                most = count;
            }
        }
        if (most < 2) break;  // no pattern is left

        for (Word& word : words) {
            word.tokens = glue(word.tokens, best, id);
        }
        const Merge merge{best.first, best.second, id, most};
        learnt.push_back({merge, total(words)});
    }
    return learnt;
}
// [/learn]

inline bool same_merge(const Round& round, const Merge& theirs) {
    const Merge& ours = round.merge;
    return ours.left == theirs.left && ours.right == theirs.right &&
           ours.id == theirs.id && ours.count == theirs.count;
}

// [bytes]
inline Tokens byte_tokens(std::string_view text) {
    Tokens tokens;
    for (char byte : text) {
        const int number = static_cast<unsigned char>(byte);  // 0 to 255
        tokens.push_back(kFirstByte + number);
    }
    return tokens;
}
// [/bytes]

// [encode]
inline Tokens encode(std::string_view word,
                     const std::vector<Merge>& merges) {
    Tokens tokens = byte_tokens(word);
    for (const Merge& merge : merges) {  // in the order of learning
        tokens = glue(tokens, {merge.left, merge.right}, merge.id);
    }
    return tokens;
}
// [/encode]

// [counted]
inline std::vector<Word> counted(const std::vector<std::string>& lines) {
    std::map<std::string_view, long> counts;
    for (const std::string& line : lines) {
        for (std::string_view word : split_pieces(line)) {
            ++counts[word];
        }
    }

    std::vector<Word> words;
    for (const auto& [word, count] : counts) {
        words.push_back({byte_tokens(word), count});
    }
    return words;
}
// [/counted]
// clang-format on

}  // namespace chapter_01
