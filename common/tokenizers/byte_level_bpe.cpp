#include "tokenizers/byte_level_bpe.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "core/require.h"
#include "tokenizers/byte_alphabet.h"

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
    explicit PieceMerger(const BytePairTables& tables) : tables_(tables) {}

    void encode(std::string_view piece, std::vector<int>& ids) {
        begin(piece);
        while (!heap_.empty()) {
            const std::uint64_t first = pop();
            merge_at(static_cast<std::uint32_t>(first), static_cast<int>(first >> 32));
            // In a sweep a pair that this rank has made waits until all of this rank are merged.
            // (Merges in the order of training make it wait anyway.)
            const bool rank_goes_on = !heap_.empty() && heap_.front() >> 32 == first >> 32;
            if (tables_.order == MergeOrder::sweep && rank_goes_on) continue;
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
        tokens_.clear();
        for (char c : piece) {
            const int id = tables_.byte_ids[static_cast<unsigned char>(c)];
            if (id < 0) continue;  // its neighbours are now each other's
            const auto i = static_cast<std::uint32_t>(tokens_.size());
            tokens_.push_back({id, kNoRank, i - 1, i + 1});
        }
        for (std::uint32_t i = 0; i + 1 < tokens_.size(); ++i) rank_anew(i);
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
        const PairMerge merge = tables_.merges.find(token.id, tokens_[token.next].id);
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

    const BytePairTables& tables_;
    std::vector<Token> tokens_;
    std::vector<std::uint64_t> heap_, fresh_;  // rank and place in one number
};

// Token -> id; InputError for one in another alphabet, or given twice.
TokenIds ids_of(const ByteLevelVocabulary& vocabulary, std::vector<std::string>& bytes) {
    TokenIds ids;
    bytes.reserve(vocabulary.tokens.size());
    for (const std::string& token : vocabulary.tokens) {
        const int id = static_cast<int>(bytes.size());
        bytes.push_back(bytes_of_signs(token));
        if (token.empty()) continue;
        if (bytes.back().empty())
            throw InputError(
                fmt::format("{}: token {}, \"{}\", is not written in GPT-2's alphabet of bytes",
                            vocabulary.name, id, shown_token(token)));
        const auto [entry, is_new] = ids.emplace(bytes.back(), id);
        if (!is_new)
            throw InputError(fmt::format("{}: \"{}\" is token {} and token {}", vocabulary.name,
                                         shown_token(token), entry->second, id));
    }
    return ids;
}

std::shared_ptr<BytePairTables> tables_of(const ByteLevelVocabulary& vocabulary) {
    auto tables = std::make_shared<BytePairTables>();
    tables->rule = vocabulary.rule;
    tables->order = vocabulary.order;
    const TokenIds ids = ids_of(vocabulary, tables->bytes);
    const int size = static_cast<int>(tables->bytes.size());
    require_input(vocabulary.unknown < size, "{}: {} is no token of a vocabulary of {}",
                  vocabulary.name, vocabulary.unknown, size);
    tables->byte_ids = byte_ids_in(ids);
    for (int& id : tables->byte_ids)
        if (id < 0) id = vocabulary.unknown;
    tables->merges = PairMerges(vocabulary.merges.size());
    int rank = 0;
    try {
        for (const std::string& merge : vocabulary.merges) add_merge(*tables, ids, merge, rank++);
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: merge {}: {}", vocabulary.name, rank, error.what()));
    }
    return tables;
}

// Most pieces of a text are one token. Which tokens come out whole is tried once.
void find_whole_tokens(BytePairTables& tables) {
    PieceMerger merger(tables);
    std::vector<int> ids;
    for (int id = 0; id < static_cast<int>(tables.bytes.size()); ++id) {
        ids.clear();
        const std::string& bytes = tables.bytes[id];
        if (bytes.empty()) continue;
        merger.encode(bytes, ids);
        if (ids == std::vector<int>{id}) tables.whole.emplace(bytes, id);
    }
}

}  // namespace

ByteLevelBpe::ByteLevelBpe(const ByteLevelVocabulary& vocabulary)
    : ByteLevelBpe(tables_of(vocabulary)) {}

ByteLevelBpe::ByteLevelBpe(std::shared_ptr<BytePairTables> tables) {
    find_whole_tokens(*tables);
    tables_ = std::move(tables);
}

void ByteLevelBpe::encode(std::string_view utf8, std::vector<int>& ids) const {
    require_input(utf8.size() <= kLongestText, "a text of more than {} MiB; give a part of it",
                  kLongestText >> 20);
    PieceMerger merger(*tables_);
    for_each_piece(utf8, tables_->rule, [&](std::string_view piece) {
        const auto whole = tables_->whole.find(piece);
        if (whole != tables_->whole.end())
            ids.push_back(whole->second);
        else
            merger.encode(piece, ids);
    });
}

const std::string& ByteLevelBpe::bytes(int id) const {
    require(id >= 0 && id < vocabulary_size(), "token {} of a vocabulary of {}", id,
            vocabulary_size());
    return tables_->bytes[id];
}

}  // namespace book
