#include "text/bpe.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <queue>
#include <utility>

#include "core/require.h"
#include "text/batch.h"
#include "text/utf8.h"
#include "text/words.h"

namespace book {
namespace {

static_assert(kBegin < kFirstByte && kEnd < kFirstByte);

constexpr int kNoMerge = std::numeric_limits<int>::max();  // learnt later than all others

std::uint64_t pair_key(int left, int right) {
    return (static_cast<std::uint64_t>(left) << 32) | static_cast<std::uint32_t>(right);
}

int byte_id(char c) { return kFirstByte + static_cast<unsigned char>(c); }

// The text as training sees it: each different piece once, as tokens, with its number of
// occurrences; and for each pair of neighbours how often it occurs, and in which pieces.
class PairCounts {
  public:
    explicit PairCounts(const std::vector<std::string>& lines) {
        std::unordered_map<std::string_view, std::size_t> known;
        for (const std::string& line : lines) {
            for (std::string_view piece : split_pieces(line)) {
                const auto [entry, is_new] = known.try_emplace(piece, words_.size());
                if (is_new) {
                    words_.emplace_back();
                    for (char c : piece) words_.back().tokens.push_back(byte_id(c));
                }
                ++words_[entry->second].count;
            }
        }
        for (std::size_t w = 0; w < words_.size(); ++w) count_pairs(w, +1);
        for (const auto& [key, pair] : pairs_) queue_.push({pair.count, key});
    }

    // The most frequent pair; its count is 0 if there is none.
    Merge best() {
        while (!queue_.empty()) {
            const Candidate top = queue_.top();
            const std::int64_t count = pairs_[top.key].count;
            if (count == top.count)
                return {int(top.key >> 32), int(top.key & 0xFFFFFFFFu), 0, count};
            queue_.pop();  // it lost occurrences to a merge since it was queued: queue it anew
            if (count > 0) queue_.push({count, top.key});
        }
        return {};
    }

    // Glues the pair wherever it stands. Only pairs with the new token can become more frequent.
    void apply(const Merge& merge) {
        for (std::size_t w : std::exchange(pairs_[pair_key(merge.left, merge.right)].words, {})) {
            count_pairs(w, -1);
            glue(words_[w].tokens, merge);
            count_pairs(w, +1, merge.id);
        }
        std::sort(fresh_.begin(), fresh_.end());
        fresh_.erase(std::unique(fresh_.begin(), fresh_.end()), fresh_.end());
        for (std::uint64_t key : fresh_) queue_.push({pairs_[key].count, key});
        fresh_.clear();
    }

  private:
    struct Word {
        std::vector<int> tokens;
        std::int64_t count = 0;
    };
    struct Pair {
        std::int64_t count = 0;
        std::vector<std::size_t> words;  // in which it stands, or stood once; some twice
    };
    struct Candidate {
        std::int64_t count;
        std::uint64_t key;
        bool operator<(const Candidate& other) const {  // the queue's top is the greatest
            if (count != other.count) return count < other.count;
            return key > other.key;
        }
    };

    // Adds the pairs of word w, or takes them away. After a merge only pairs with the new token are
    // news: of the others it is known already that they stand in w.
    void count_pairs(std::size_t w, int sign, int new_token = -1) {
        const Word& word = words_[w];
        for (std::size_t i = 0; i + 1 < word.tokens.size(); ++i) {
            const int left = word.tokens[i];
            const int right = word.tokens[i + 1];
            Pair& pair = pairs_[pair_key(left, right)];
            pair.count += sign * word.count;
            if (sign < 0 || (new_token >= 0 && left != new_token && right != new_token)) continue;
            if (pair.words.empty() || pair.words.back() != w) pair.words.push_back(w);
            if (new_token >= 0) fresh_.push_back(pair_key(left, right));
        }
    }

    static void glue(std::vector<int>& tokens, const Merge& merge) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const bool here =
                i + 1 < tokens.size() && tokens[i] == merge.left && tokens[i + 1] == merge.right;
            tokens[kept] = here ? merge.id : tokens[i];
            ++kept;
            if (here) ++i;  // and behind both
        }
        tokens.resize(kept);
    }

    std::vector<Word> words_;
    std::unordered_map<std::uint64_t, Pair> pairs_;
    std::priority_queue<Candidate> queue_;  // counts as of when they were queued: never too low
    std::vector<std::uint64_t> fresh_;      // pairs that a merge has made
};

}  // namespace

std::string printable_piece(std::string_view bytes) {
    std::string shown;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(bytes, at);
        const bool broken = c == 0xFFFD && at == begin + 1;
        if (c == ' ')
            shown += "␣";
        else if (broken || c < 0x20 || (c >= 0x7F && c < 0xA0))
            for (std::size_t i = begin; i < at; ++i)
                shown += fmt::format("\\x{:02X}", static_cast<unsigned char>(bytes[i]));
        else
            shown += bytes.substr(begin, at - begin);
    }
    return shown;
}

std::string without_blank(std::string piece) {
    const std::string_view blank = "␣";
    if (piece.starts_with(blank)) piece.erase(0, blank.size());
    return piece;
}

Bpe::Bpe() : tokens_(kFirstMerge) {
    for (int b = 0; b < 256; ++b) tokens_[kFirstByte + b].bytes = static_cast<char>(b);
}

Bpe Bpe::train(const std::vector<std::string>& lines, int merges,
               const std::function<void(const Merge&)>& on_merge) {
    require(merges >= 0 && merges <= kMostMerges, "Bpe::train: {} merges are not in 0..{}", merges,
            kMostMerges);
    Bpe bpe;
    PairCounts pairs(lines);
    for (int m = 0; m < merges; ++m) {
        Merge merge = pairs.best();
        if (merge.count < 2) break;  // what occurs once is no pattern
        merge.id = bpe.add_merge(merge.left, merge.right);
        pairs.apply(merge);
        if (on_merge) on_merge(merge);
    }
    return bpe;
}

std::vector<int> Bpe::encode(std::string_view text) const {
    std::vector<int> ids;
    for (std::string_view piece : split_pieces(text)) encode_piece(piece, ids);
    return ids;
}

void Bpe::encode_piece(std::string_view piece, std::vector<int>& ids) const {
    // A piece has at most kLongestPiece bytes: to look through all its pairs each time is cheap.
    std::array<int, kLongestPiece> tokens{};
    std::array<int, kLongestPiece> glued{};  // what tokens i and i + 1 make, or kNoMerge
    std::size_t n = piece.size();
    for (std::size_t i = 0; i < n; ++i) tokens[i] = byte_id(piece[i]);
    for (std::size_t i = 0; i + 1 < n; ++i) glued[i] = find_merge(tokens[i], tokens[i + 1]);
    while (n > 1) {
        std::size_t first = 0;  // the merge learnt first, the leftmost of several
        for (std::size_t i = 1; i + 1 < n; ++i)
            if (glued[i] < glued[first]) first = i;
        if (glued[first] == kNoMerge) break;
        tokens[first] = glued[first];
        --n;
        for (std::size_t i = first + 1; i < n; ++i) {
            tokens[i] = tokens[i + 1];
            if (i + 1 < n) glued[i] = glued[i + 1];
        }
        if (first > 0) glued[first - 1] = find_merge(tokens[first - 1], tokens[first]);
        if (first + 1 < n) glued[first] = find_merge(tokens[first], tokens[first + 1]);
    }
    ids.insert(ids.end(), tokens.begin(), tokens.begin() + n);
}

std::string Bpe::decode(std::span<const int> ids) const {
    std::string text;
    for (int id : ids) text += bytes(id);  // those of kBegin and kEnd are none
    return text;
}

const Bpe::Token& Bpe::token(int id) const {
    require(id >= 0 && id < vocabulary_size(), "Bpe: token {} of a vocabulary of {}", id,
            vocabulary_size());
    return tokens_[id];
}

const std::string& Bpe::bytes(int id) const { return token(id).bytes; }

std::string Bpe::piece(int id) const {
    if (id == kBegin) return "<begin>";
    if (id == kEnd) return "<end>";
    return printable_piece(bytes(id));
}

std::vector<std::string> Bpe::pieces(std::span<const int> ids) const {
    std::vector<std::string> pieces;
    pieces.reserve(ids.size());
    for (int id : ids) pieces.push_back(piece(id));
    return pieces;
}

int Bpe::find_merge(int left, int right) const {
    const auto entry = pair_to_id_.find(pair_key(left, right));
    return entry == pair_to_id_.end() ? kNoMerge : entry->second;
}

int Bpe::add_merge(int left, int right) {
    const int id = vocabulary_size();
    tokens_.push_back({bytes(left) + bytes(right), left, right});
    pair_to_id_.emplace(pair_key(left, right), id);
    return id;
}

std::string Bpe::to_text() const {
    std::string text;
    for (int id = kFirstMerge; id < vocabulary_size(); ++id)
        text += fmt::format("{} {}\n", token(id).left, token(id).right);
    return text;
}

Bpe Bpe::from_text(std::string_view text) {
    Bpe bpe;
    for (int number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        require_input(number <= kMostMerges, "merges: more than {} lines", kMostMerges);
        int left = 0;
        int right = 0;
        const char* const end = line.data() + line.size();
        auto read = std::from_chars(line.data(), end, left);
        if (read.ec == std::errc{} && read.ptr != end && *read.ptr == ' ')
            read = std::from_chars(read.ptr + 1, end, right);
        else
            read.ec = std::errc::invalid_argument;
        require_input(read.ec == std::errc{} && read.ptr == end,
                      "merges, line {}: not two token ids with a space between them", number);
        const int limit = bpe.vocabulary_size();
        require_input(std::min(left, right) >= kFirstByte && std::max(left, right) < limit,
                      "merges, line {}: {} and {} are not both in {}..{}, the tokens known so far",
                      number, left, right, kFirstByte, limit - 1);
        require_input(bpe.find_merge(left, right) == kNoMerge,
                      "merges, line {}: {} and {} were glued before", number, left, right);
        require_input(bpe.bytes(left).size() + bpe.bytes(right).size() <= kLongestPiece,
                      "merges, line {}: a token of more than {} bytes", number, kLongestPiece);
        bpe.add_merge(left, right);
    }
    return bpe;
}

}  // namespace book
