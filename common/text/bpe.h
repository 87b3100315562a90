// Byte-pair encoding: a vocabulary learnt from text, in which no word is unknown.
//
// Training (Sennrich, Haddow, Birch 2016, section 3.2) starts from single symbols and glues the
// most frequent pair of neighbours into a new one, again and again. The symbols at the start are
// the 256 bytes, not letters (Radford et al. 2019, section 2.2), so whatever comes later, in any
// script or in none, can be written with this vocabulary. Pairs are glued within the pieces of
// words.h only.
//
//     id          0 <begin>   1 <end>   2..257 the bytes 0..255   258.. the merges, in order
//
// Encoding glues in the order of training: the pair learnt first, wherever it stands, then the
// next. A Bpe does not change, so several threads may use one.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace book {

inline constexpr int kFirstByte = 2;                  // id of the byte 0
inline constexpr int kFirstMerge = kFirstByte + 256;  // id of the first merge
inline constexpr int kMostMerges = 1'000'000;

// One step of training: the tokens left and right become the token id.
struct Merge {
    int left = 0;
    int right = 0;
    int id = 0;
    std::int64_t count = 0;  // how often the pair stood in the text when it was glued
};

// The bytes of a token as a reader can see them: a space is "␣", half a letter "\xC3", and nothing
// is left that could command a terminal.
std::string printable_piece(std::string_view bytes);
// ... and the same without the "␣" of a space in front: the word alone.
std::string without_blank(std::string piece);

class Bpe {
  public:
    Bpe();  // the bytes, no merges

    // Learns at most `merges` merges from lines of text, fewer if no pair is left that occurs
    // twice. Of two equally frequent pairs the one with the smaller ids wins, left before right.
    // on_merge, if given, sees every merge as it is made.
    static Bpe train(const std::vector<std::string>& lines, int merges,
                     const std::function<void(const Merge&)>& on_merge = {});

    int vocabulary_size() const { return static_cast<int>(tokens_.size()); }

    std::vector<int> encode(std::string_view text) const;  // any bytes; without kBegin and kEnd
    std::string decode(std::span<const int> ids) const;    // the same bytes; those two are skipped

    // The bytes of one token, and what printable_piece makes of them.
    const std::string& bytes(int id) const;
    std::string piece(int id) const;
    std::vector<std::string> pieces(std::span<const int> ids) const;  // of several

    // A merge a line, in order: the ids of its two sides, as in "103 106". Reading checks that each
    // stands before its use, that none comes twice and that no token is longer than a piece can be.
    std::string to_text() const;
    static Bpe from_text(std::string_view text);  // InputError names the line

    bool operator==(const Bpe& other) const { return tokens_ == other.tokens_; }

  private:
    struct Token {
        std::string bytes;
        int left = 0, right = 0;  // the two that were glued; 0, 0 for a byte
        bool operator==(const Token&) const = default;
    };
    const Token& token(int id) const;
    int find_merge(int left, int right) const;  // the id of that pair, or kNoMerge
    int add_merge(int left, int right);         // returns the new id
    void encode_piece(std::string_view piece, std::vector<int>& ids) const;

    std::vector<Token> tokens_;                          // by id
    std::unordered_map<std::uint64_t, int> pair_to_id_;  // both sides in one number
};

}  // namespace book
