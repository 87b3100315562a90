#include "tokenizers/gpt2_tokenizer.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "core/require.h"
#include "text/bpe.h"
#include "tokenizers/gpt2_pattern.h"
#include "tokenizers/gpt2_tables.h"

namespace book {
namespace {

constexpr int kNoRank = std::numeric_limits<int>::max();
constexpr std::size_t kLongestText = std::size_t{1} << 30;  // so that a place fits in 32 bits

// Merges the bytes of a piece in the order of training, and keeps its buffers for the next piece.
//
// The published code looks for the pair of lowest rank, merges it everywhere from left to right, and
// begins anew: n steps for each of up to n merges. Here the pairs wait in a heap, by rank and then by
// place, and the tokens are a linked list, so that a merge touches its neighbours only.
class PieceMerger {
  public:
    explicit PieceMerger(const Gpt2Tables& tables) : tables_(tables) {}

    void encode(std::string_view piece, std::vector<int>& ids) {
        begin(piece);
        while (!heap_.empty()) {
            const std::uint64_t first = pop();
            merge_at(static_cast<std::uint32_t>(first), static_cast<int>(first >> 32));
            // A pair that this rank has made waits until all of this rank are merged, as it would
            // if they were merged in one sweep. (Merges in the order of training make it wait anyway.)
            if (!heap_.empty() && heap_.front() >> 32 == first >> 32) continue;
            for (std::uint64_t entry : fresh_) push(entry);
            fresh_.clear();
        }
        for (std::uint32_t at = 0; at < tokens_.size(); at = tokens_[at].next)
            ids.push_back(tokens_[at].id);
    }

  private:
    struct Token {
        int id;
        int rank;  // of the pair of this token and the next
        std::uint32_t previous, next;
    };

    void begin(std::string_view piece) {
        const auto n = static_cast<std::uint32_t>(piece.size());
        tokens_.resize(n);
        for (std::uint32_t i = 0; i < n; ++i)
            tokens_[i] = {tables_.byte_ids[static_cast<unsigned char>(piece[i])], kNoRank, i - 1,
                          i + 1};
        for (std::uint32_t i = 0; i + 1 < n; ++i) rank_anew(i);
        heap_.swap(fresh_);
        std::make_heap(heap_.begin(), heap_.end(), std::greater<>());
    }

    // The heap is not told of pairs that are no more: a pair has one rank, so if the token at that
    // place and its neighbour have another one by now, the entry is stale.
    void merge_at(std::uint32_t at, int rank) {
        Token& left = tokens_[at];
        if (left.rank != rank) return;
        Token& right = tokens_[left.next];
        left.id = tables_.merges.find(left.id, right.id).id;
        left.next = right.next;
        right.rank = kNoRank;
        if (left.next < tokens_.size()) tokens_[left.next].previous = at;
        rank_anew(at);
        if (at > 0) rank_anew(left.previous);
    }

    void rank_anew(std::uint32_t at) {
        Token& token = tokens_[at];
        token.rank = kNoRank;
        if (token.next >= tokens_.size()) return;
        const Gpt2Merge merge = tables_.merges.find(token.id, tokens_[token.next].id);
        if (merge.rank < 0) return;
        token.rank = merge.rank;
        fresh_.push_back(static_cast<std::uint64_t>(merge.rank) << 32 | at);
    }

    void push(std::uint64_t entry) {
        heap_.push_back(entry);
        std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
    }
    std::uint64_t pop() {
        std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
        const std::uint64_t entry = heap_.back();
        heap_.pop_back();
        return entry;
    }

    const Gpt2Tables& tables_;
    std::vector<Token> tokens_;
    std::vector<std::uint64_t> heap_, fresh_;  // rank and place in one number
};

}  // namespace

Gpt2Tokenizer::Gpt2Tokenizer(std::shared_ptr<const Gpt2Tables> tables)
    : tables_(std::move(tables)) {}

Gpt2Tokenizer Gpt2Tokenizer::load(const std::filesystem::path& merges,
                                  const std::filesystem::path& vocabulary) {
    const auto tables =
        std::make_shared<Gpt2Tables>(load_gpt2_tables(merges.string(), vocabulary.string()));
    // Most pieces of a text are one token. Which tokens come out whole is tried once, here.
    PieceMerger merger(*tables);
    std::vector<int> ids;
    for (int id = 0; id < static_cast<int>(tables->bytes.size()); ++id) {
        ids.clear();
        const std::string& bytes = tables->bytes[id];
        merger.encode(bytes, ids);
        if (ids == std::vector<int>{id}) tables->whole.emplace(bytes, id);
    }
    return Gpt2Tokenizer(tables);
}

std::vector<int> Gpt2Tokenizer::encode(std::string_view utf8) const {
    require_input(utf8.size() <= kLongestText, "a text of more than {} MiB; give a part of it",
                  kLongestText >> 20);
    std::vector<int> ids;
    PieceMerger merger(*tables_);
    for_each_gpt2_piece(utf8, [&](std::string_view piece) {
        const auto whole = tables_->whole.find(piece);
        if (whole != tables_->whole.end())
            ids.push_back(whole->second);
        else
            merger.encode(piece, ids);
    });
    return ids;
}

std::string Gpt2Tokenizer::decode(std::span<const int> ids) const {
    std::string text;
    for (int id : ids) text += bytes(id);
    return text;
}

int Gpt2Tokenizer::vocabulary_size() const { return static_cast<int>(tables_->bytes.size()); }

const std::string& Gpt2Tokenizer::bytes(int id) const {
    require(id >= 0 && id < vocabulary_size(), "GPT-2: token {} of a vocabulary of {}", id,
            vocabulary_size());
    return tables_->bytes[id];
}

std::string Gpt2Tokenizer::piece(int id) const { return printable_piece(bytes(id)); }

}  // namespace book
