// The plumbing of chapter 01: the corpus as three lists of lines, text cut into words, characters and
// bytes, a vocabulary of such units, tokens as text, and the reader who takes the longest piece first.
#pragma once

#include <fmt/ranges.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.h"
#include "core/require.h"
#include "corpus/corpus.h"
#include "notebook/value.h"
#include "pairs.h"
#include "text/bpe.h"
#include "text/lines.h"
#include "text/utf8.h"
#include "text/words.h"

namespace chapter_01 {
using namespace book;

using Lines = std::vector<std::string>;
using Names = std::vector<std::string>;

// The English sentences of the book's corpus, some to learn from and as many that nobody has read;
// and the French ones to those that are read.
struct Text {
    Lines read;
    Lines unread;
    Lines french;
};

inline Text text_of(const BookCorpus& corpus, int lines) {
    Text text;
    const auto n = static_cast<std::size_t>(lines);
    for (std::size_t i = 0; i < n; ++i) {
        text.read.push_back(corpus.training[i].target);
        text.french.push_back(corpus.training[i].source);
        text.unread.push_back(corpus.training[n + i].target);
    }
    return text;
}

inline Lines together(Lines a, const Lines& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

inline std::string checked_sentence(const std::string& sentence) {
    std::string line = typed_line(sentence, "--sentence");
    require_input(!split_words(line).empty() && line.size() <= 200,
                  "--sentence has {} bytes: give a word or more, in at most 200 bytes",
                  line.size());
    return line;
}

// ---- words, characters, bytes -------------------------------------------------------------------
inline Names words_of(std::string_view text) {
    const auto words = split_words(text);
    return {words.begin(), words.end()};
}

// [characters]
inline Names characters_of(std::string_view text) {
    Names characters;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = at;
        next_code_point(text, at);  // moves `at` past it
        characters.emplace_back(text.substr(begin, at - begin));
    }
    return characters;
}
// [/characters]

inline Names bytes_of(std::string_view text) {
    Names bytes;
    for (char byte : text) bytes.emplace_back(1, byte);
    return bytes;
}

inline std::set<std::string> all_bytes() {
    std::set<std::string> bytes;
    for (int number = 0; number < 256; ++number) {
        const char byte = static_cast<char>(number);
        bytes.insert(std::string(1, byte));
    }
    return bytes;
}

// A vocabulary of units: all that some lines hold. A unit is what `cut` makes of a line.
struct UnitList {
    Names (*cut)(std::string_view);
    std::set<std::string> known{};
    std::size_t units = 0;  // of all the lines that were read
    std::size_t lines_read = 0;

    void read(const Lines& lines) {
        lines_read += lines.size();
        for (const std::string& line : lines) {
            for (const std::string& unit : cut(line)) {
                known.insert(unit);
                ++units;
            }
        }
    }

    double mean_length() const {  // of a line that was read, in units
        return static_cast<double>(units) / static_cast<double>(lines_read);
    }

    bool knows(const std::string& unit) const { return known.count(unit) > 0; }

    bool knows_all_of(const std::string& line) const {
        for (const std::string& unit : cut(line)) {
            if (!knows(unit)) return false;
        }
        return true;
    }

    double share_with_unknown(const Lines& lines) const {
        int strange = 0;
        for (const std::string& line : lines) {
            if (!knows_all_of(line)) ++strange;
        }
        return strange / static_cast<double>(lines.size());
    }

    Names entries_with(std::string_view part) const {
        Names entries;
        for (const std::string& unit : known) {
            if (unit.find(part) != std::string::npos) entries.push_back(unit);
        }
        return entries;
    }
};

// ---- tokens as text -----------------------------------------------------------------------------
inline std::string joined(const Names& pieces, const char* between = " · ") {
    return fmt::format("{}", fmt::join(pieces, between));
}

// What comes back from a list of words that has an entry for all others: <unknown>.
inline std::string through_word_list(const UnitList& words, std::string_view text) {
    Names back;
    for (const std::string& word : words_of(text)) {
        back.push_back(words.knows(word) ? word : "<unknown>");
    }
    return joined(back, " ");
}

inline std::string with_visible_space(std::string_view text) {
    if (text[0] == ' ') return "␣" + printable(text.substr(1));
    return printable(text);
}

// ---- pieces -------------------------------------------------------------------------------------
inline bool pieces_join_again(const Lines& lines) {
    for (const std::string& line : lines) {
        const auto pieces = split_pieces(line);
        if (joined({pieces.begin(), pieces.end()}, "") != line) return false;
    }
    return true;
}

inline std::set<std::string_view> different_pieces(const Lines& lines) {
    std::set<std::string_view> pieces;
    for (const std::string& line : lines) {
        for (std::string_view piece : split_pieces(line)) {
            pieces.insert(piece);
        }
    }
    return pieces;
}

inline std::string_view longest_piece(std::string_view text) {
    std::string_view longest;
    for (std::string_view piece : split_pieces(text)) {
        if (piece.size() > longest.size()) longest = piece;
    }
    return longest;
}

inline std::string cut_by(const Bpe& bpe, std::string_view text) {
    return joined(bpe.pieces(bpe.encode(text)));
}

inline Names hexadecimal(std::string_view text) {
    Names bytes;
    for (char byte : text) {
        const auto number = static_cast<unsigned char>(byte);
        bytes.push_back(fmt::format("{:02X}", number));
    }
    return bytes;
}

// ---- vocabularies -------------------------------------------------------------------------------
// The vocabulary as it was after so many merges.
inline Bpe first_merges(const Bpe& bpe, int merges) {
    const std::string text = bpe.to_text();  // a merge a line
    std::size_t end = 0;
    for (int line = 0; line < merges && end < text.size(); ++line) {
        end = text.find('\n', end) + 1;
    }
    return Bpe::from_text(std::string_view(text).substr(0, end));
}

// The number of the merge that made a single token of `piece`.
inline Value merge_that_made(const Bpe& bpe, std::string_view piece) {
    const Tokens tokens = bpe.encode(piece);
    if (tokens.size() == 1) return tokens[0] - kFirstMerge + 1;
    return "never";
}

inline std::string random_bytes(Rng& rng, int most) {
    std::string text;
    const int count = rng.below(most + 1);
    for (int i = 0; i < count; ++i) {
        text += static_cast<char>(rng.below(256));
    }
    return text;
}

// clang-format off
// [longest]
// The longest token that the text begins with; a byte always fits.
inline int longest_token(const Bpe& bpe, std::string_view text) {
    int longest = byte_tokens(text)[0];
    for (int id = kFirstMerge; id < bpe.vocabulary_size(); ++id) {
        const std::string_view bytes = bpe.bytes(id);
        const bool longer = bytes.size() > bpe.bytes(longest).size();
        if (longer && text.starts_with(bytes)) longest = id;
    }
    return longest;
}

// The longest token that fits, then the longest that fits after it.
inline Tokens longest_first(const Bpe& bpe, std::string_view word) {
    Tokens tokens;
    while (!word.empty()) {
        const int longest = longest_token(bpe, word);
        tokens.push_back(longest);
        word.remove_prefix(bpe.bytes(longest).size());
    }
    return tokens;
}
// [/longest]
// clang-format on

// How often the longest token first is not the order of learning, and the example in which its
// tokens are the longest.
struct Trap {
    int pieces = 0;
    std::string word;
    std::string in_order;
    std::string longest_first;
};

inline Trap longest_first_trap(const Bpe& bpe, const std::map<std::string_view, Tokens>& in_order) {
    Trap trap;
    double most = 0;  // bytes in a token, on average
    for (const auto& [piece, tokens] : in_order) {
        const Tokens other = longest_first(bpe, piece);
        if (other == tokens) continue;
        ++trap.pieces;

        const double bytes = static_cast<double>(piece.size()) / static_cast<double>(other.size());
        if (bytes <= most) continue;
        most = bytes;
        trap.word = split_words(piece)[0];
        trap.in_order = joined(bpe.pieces(tokens));
        trap.longest_first = joined(bpe.pieces(other));
    }
    return trap;
}

}  // namespace chapter_01
